#pragma once
#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

static inline const ProtobufCMessageDescriptor *pgQueryParseResultDescriptor(void) {
  return &pg_query__parse_result__descriptor;
}
