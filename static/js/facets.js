// Long lists of choices get a box that narrows them. Listeners sit on the document,
// because the filters are renewed in place.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function narrow(box) {
  const wanted = plain(box.value.trim());
  for (const choice of document.querySelectorAll(`#${box.dataset.narrows} li`)) {
    const isChosen = choice.querySelector("input").checked;
    choice.hidden = !isChosen && !plain(choice.querySelector("span").textContent).includes(wanted);
  }
}

const boxOf = (event) => (event.target.matches?.("[data-narrows]") ? event.target : null);

// Capturing, so that typing here never reaches the form, which would ask the server.
for (const type of ["input", "change"]) {
  document.addEventListener(type, (event) => {
    const box = boxOf(event);
    if (box) {
      event.stopPropagation();
      narrow(box);
    }
  }, true);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && boxOf(event)) event.preventDefault();
});

document.addEventListener("htmx:after:swap", () => {
  for (const box of document.querySelectorAll("[data-narrows]")) if (box.value) narrow(box);
});

// A browser that cannot style the inside of a closed <details> shows the filters folded on a wide
// screen too: there they are opened.
const filters = document.querySelector("details.filters");
const isStyled = CSS.supports("selector(::details-content)");
if (filters && !isStyled && matchMedia("(min-width: 62rem)").matches) filters.open = true;
