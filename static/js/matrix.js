// Arrow keys walk from figure to figure, Home and End along a row, once a figure has the focus.
// Without this script the same links are reached by Tab, and the frame scrolls by arrow keys.
const frame = document.querySelector(".matrix-frame");
const { rows } = frame.querySelector("tbody");

const cellOf = (row, column) => rows[row]?.cells[column];
const linkOf = (row, column) => cellOf(row, column)?.querySelector("a");

function nearest(row, column, down, along) {
  while (cellOf(row += down, column += along)) if (linkOf(row, column)) return linkOf(row, column);
  return null;
}

frame.addEventListener("keydown", (event) => {
  const cell = event.target.closest("tbody th, tbody td");
  if (!cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const row = cell.parentElement.sectionRowIndex;
  const column = cell.cellIndex;
  const forward = getComputedStyle(frame).direction === "rtl" ? -1 : 1;
  const link = {
    ArrowDown: () => nearest(row, column, 1, 0),
    ArrowUp: () => nearest(row, column, -1, 0),
    ArrowRight: () => nearest(row, column, 0, forward),
    ArrowLeft: () => nearest(row, column, 0, -forward),
    Home: () => linkOf(row, 0),
    End: () => nearest(row, rows[row].cells.length, 0, -1),
  }[event.key]?.();
  if (link) {
    event.preventDefault();
    link.focus({ preventScroll: true });
  }
});

// Out from under the headings that stay in sight, however the focus came; the frame's
// scroll-padding is as large as they are.
frame.addEventListener("focusin", (event) => {
  event.target.closest("tbody th, tbody td")?.scrollIntoView({ block: "nearest", inline: "nearest" });
});
