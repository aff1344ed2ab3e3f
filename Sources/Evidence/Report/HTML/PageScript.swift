/// The script of a page: filters, and the machine form as a file. Without it everything shows.
enum PageScript {
    /// It reads what is in the page, and asks for nothing.
    static let source = #"""

        "use strict";
        (() => {
          const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

          for (const form of document.querySelectorAll("form[data-filter]")) {
            const items = [...document.querySelectorAll(form.dataset.filter)];
            const { kind, text } = form.elements;
            const output = form.querySelector("output");
            let texts = null;
            const apply = () => {
              const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
              // What thousands of breaks say is gathered once, and only when somebody asks.
              if (words.length > 0) texts ??= items.map((item) => item.textContent.toLowerCase());
              let shown = 0;
              items.forEach((item, index) => {
                const fits = (kind.value === "" || item.dataset.kind === kind.value)
                  && words.every((word) => texts[index].includes(word));
                item.classList.toggle("filtered", !fits);
                if (fits) shown += 1;
              });
              output.textContent = form.dataset.said
                .replace("{0}", grouped(shown)).replace("{1}", grouped(items.length));
            };
            form.addEventListener("input", apply);
            form.addEventListener("submit", (event) => event.preventDefault());
            // A browser that comes back to the page may have kept what was typed.
            window.addEventListener("pageshow", apply);
            form.hidden = false;
          }

          const save = document.getElementById("save");
          save.addEventListener("click", () => {
            const facts = document.getElementById("facts").textContent;
            const link = document.createElement("a");
            link.href = URL.createObjectURL(new Blob([facts], { type: "application/json" }));
            link.download = "report.json";
            link.click();
            setTimeout(() => URL.revokeObjectURL(link.href), 10000);
          });
          save.hidden = false;
        })();

        """#
}
