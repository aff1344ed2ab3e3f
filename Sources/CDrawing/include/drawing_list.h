#pragma once

// What documents are drawn with, as the headers of cairo, pango and GObject declare it. No function here returns NULL:
// without memory they give an object that says so, or end the process.

/// FUNCTION(result, name, arguments) for each.
#define DRAWING_FUNCTIONS(FUNCTION)                                                                                    \
    FUNCTION(cairo_t *_Nonnull, cairo_create, (cairo_surface_t *))                                                     \
    FUNCTION(void, cairo_destroy, (cairo_t *))                                                                         \
    FUNCTION(cairo_status_t, cairo_status, (cairo_t *))                                                                \
    FUNCTION(void, cairo_save, (cairo_t *))                                                                            \
    FUNCTION(void, cairo_restore, (cairo_t *))                                                                         \
    FUNCTION(void, cairo_clip, (cairo_t *))                                                                            \
    FUNCTION(void, cairo_new_sub_path, (cairo_t *))                                                                    \
    FUNCTION(void, cairo_move_to, (cairo_t *, double, double))                                                         \
    FUNCTION(void, cairo_line_to, (cairo_t *, double, double))                                                         \
    FUNCTION(void, cairo_arc, (cairo_t *, double, double, double, double, double))                                     \
    FUNCTION(void, cairo_rectangle, (cairo_t *, double, double, double, double))                                       \
    FUNCTION(void, cairo_close_path, (cairo_t *))                                                                      \
    FUNCTION(void, cairo_set_source_rgb, (cairo_t *, double, double, double))                                          \
    FUNCTION(void, cairo_set_line_width, (cairo_t *, double))                                                          \
    FUNCTION(void, cairo_fill, (cairo_t *))                                                                            \
    FUNCTION(void, cairo_stroke, (cairo_t *))                                                                          \
    FUNCTION(void, cairo_show_page, (cairo_t *))                                                                       \
    FUNCTION(void, cairo_tag_begin, (cairo_t *, const char *, const char *))                                           \
    FUNCTION(void, cairo_tag_end, (cairo_t *, const char *))                                                           \
    FUNCTION(cairo_surface_t *_Nonnull, cairo_pdf_surface_create_for_stream,                                           \
             (cairo_write_func_t, void *, double, double))                                                             \
    FUNCTION(void, cairo_pdf_surface_restrict_to_version, (cairo_surface_t *, cairo_pdf_version_t))                    \
    FUNCTION(void, cairo_pdf_surface_set_metadata, (cairo_surface_t *, cairo_pdf_metadata_t, const char *))            \
    FUNCTION(int, cairo_pdf_surface_add_outline,                                                                       \
             (cairo_surface_t *, int, const char *, const char *, cairo_pdf_outline_flags_t))                          \
    FUNCTION(void, cairo_surface_finish, (cairo_surface_t *))                                                          \
    FUNCTION(cairo_status_t, cairo_surface_status, (cairo_surface_t *))                                                \
    FUNCTION(void, cairo_surface_destroy, (cairo_surface_t *))                                                         \
    FUNCTION(cairo_font_options_t *_Nonnull, cairo_font_options_create, (void))                                        \
    FUNCTION(void, cairo_font_options_set_hint_style, (cairo_font_options_t *, cairo_hint_style_t))                    \
    FUNCTION(void, cairo_font_options_set_hint_metrics, (cairo_font_options_t *, cairo_hint_metrics_t))                \
    FUNCTION(void, cairo_font_options_destroy, (cairo_font_options_t *))                                               \
    FUNCTION(PangoContext *_Nonnull, pango_cairo_create_context, (cairo_t *))                                          \
    FUNCTION(void, pango_cairo_context_set_resolution, (PangoContext *, double))                                       \
    FUNCTION(void, pango_cairo_context_set_font_options, (PangoContext *, const cairo_font_options_t *))               \
    FUNCTION(void, pango_context_set_base_dir, (PangoContext *, PangoDirection))                                       \
    FUNCTION(void, pango_context_set_language, (PangoContext *, PangoLanguage *))                                      \
    FUNCTION(void, pango_context_set_round_glyph_positions, (PangoContext *, int))                                     \
    FUNCTION(PangoLanguage *_Nonnull, pango_language_from_string, (const char *))                                      \
    FUNCTION(PangoFontDescription *_Nonnull, pango_font_description_from_string, (const char *))                       \
    FUNCTION(void, pango_font_description_free, (PangoFontDescription *))                                              \
    FUNCTION(PangoLayout *_Nonnull, pango_layout_new, (PangoContext *))                                                \
    FUNCTION(void, pango_layout_set_alignment, (PangoLayout *, PangoAlignment))                                        \
    FUNCTION(void, pango_layout_set_auto_dir, (PangoLayout *, int))                                                    \
    FUNCTION(void, pango_layout_set_font_description, (PangoLayout *, const PangoFontDescription *))                   \
    FUNCTION(void, pango_layout_set_line_spacing, (PangoLayout *, float))                                              \
    FUNCTION(void, pango_layout_set_markup, (PangoLayout *, const char *, int))                                        \
    FUNCTION(void, pango_layout_set_width, (PangoLayout *, int))                                                       \
    FUNCTION(void, pango_layout_set_wrap, (PangoLayout *, PangoWrapMode))                                              \
    FUNCTION(int, pango_layout_get_baseline, (PangoLayout *))                                                          \
    FUNCTION(void, pango_layout_get_extents, (PangoLayout *, PangoRectangle *, PangoRectangle *))                      \
    FUNCTION(int, pango_layout_get_unknown_glyphs_count, (PangoLayout *))                                              \
    FUNCTION(void, pango_cairo_show_layout, (cairo_t *, PangoLayout *))                                                \
    FUNCTION(void, pango_cairo_show_layout_line, (cairo_t *, PangoLayoutLine *))                                       \
    FUNCTION(PangoLayoutIter *_Nonnull, pango_layout_get_iter, (PangoLayout *))                                        \
    FUNCTION(int, pango_layout_iter_get_baseline, (PangoLayoutIter *))                                                 \
    FUNCTION(void, pango_layout_iter_get_line_extents, (PangoLayoutIter *, PangoRectangle *, PangoRectangle *))        \
    FUNCTION(PangoLayoutLine *_Nonnull, pango_layout_iter_get_line_readonly, (PangoLayoutIter *))                      \
    FUNCTION(void, pango_layout_iter_get_line_yrange, (PangoLayoutIter *, int *, int *))                               \
    FUNCTION(int, pango_layout_iter_next_line, (PangoLayoutIter *))                                                    \
    FUNCTION(void, pango_layout_iter_free, (PangoLayoutIter *))                                                        \
    FUNCTION(void, g_object_unref, (void *))

/// VALUE(type, name, value) for each.
#define DRAWING_VALUES(VALUE)                                                                                          \
    VALUE(cairo_status_t, CAIRO_STATUS_SUCCESS, 0)                                                                     \
    VALUE(cairo_hint_style_t, CAIRO_HINT_STYLE_NONE, 1)                                                                \
    VALUE(cairo_hint_metrics_t, CAIRO_HINT_METRICS_OFF, 1)                                                             \
    VALUE(cairo_pdf_version_t, CAIRO_PDF_VERSION_1_5, 1)                                                               \
    VALUE(cairo_pdf_metadata_t, CAIRO_PDF_METADATA_TITLE, 0)                                                           \
    VALUE(cairo_pdf_metadata_t, CAIRO_PDF_METADATA_AUTHOR, 1)                                                          \
    VALUE(cairo_pdf_metadata_t, CAIRO_PDF_METADATA_SUBJECT, 2)                                                         \
    VALUE(cairo_pdf_metadata_t, CAIRO_PDF_METADATA_KEYWORDS, 3)                                                        \
    VALUE(cairo_pdf_metadata_t, CAIRO_PDF_METADATA_CREATOR, 4)                                                         \
    VALUE(cairo_pdf_metadata_t, CAIRO_PDF_METADATA_CREATE_DATE, 5)                                                     \
    VALUE(cairo_pdf_metadata_t, CAIRO_PDF_METADATA_MOD_DATE, 6)                                                        \
    VALUE(int, CAIRO_PDF_OUTLINE_ROOT, 0)                                                                              \
    VALUE(cairo_pdf_outline_flags_t, CAIRO_PDF_OUTLINE_FLAG_OPEN, 1)                                                   \
    VALUE(PangoDirection, PANGO_DIRECTION_LTR, 0)                                                                      \
    VALUE(PangoDirection, PANGO_DIRECTION_RTL, 1)                                                                      \
    VALUE(PangoAlignment, PANGO_ALIGN_LEFT, 0)                                                                         \
    VALUE(PangoAlignment, PANGO_ALIGN_CENTER, 1)                                                                       \
    VALUE(PangoAlignment, PANGO_ALIGN_RIGHT, 2)                                                                        \
    VALUE(PangoWrapMode, PANGO_WRAP_WORD_CHAR, 2)                                                                      \
    VALUE(int, PANGO_SCALE, 1024)
