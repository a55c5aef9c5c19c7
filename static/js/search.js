// Suggestions below every search field, after the pattern "editable combobox with list autocomplete"
// of the ARIA Authoring Practices. Without this script the field is a plain one in a plain form.

const PAUSE = 120;
const SHORTEST = 2;

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

class Combobox {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input");
    this.options = [];
    this.active = -1;
    const id = `${this.input.id}-suggestions`;
    this.list = element("ul", { id, role: "listbox", "aria-label": box.dataset.listLabel, class: "suggestions" });
    this.list.hidden = true;
    this.status = element("div", { role: "status", class: "unseen" });
    box.append(this.list, this.status);
    this.input.type = "text";
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
      inputmode: "search", spellcheck: "false", autocapitalize: "off",
    })) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    // The field keeps the focus while an option is clicked.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get isOpen() {
    return !this.list.hidden;
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const text = this.input.value.trim();
    this.request?.abort();
    if (text.length < SHORTEST) {
      this.close();
      this.status.textContent = "";
      return;
    }
    this.request = new AbortController();
    try {
      const address = `${this.box.dataset.suggest}?${new URLSearchParams({ q: text })}`;
      const answer = await fetch(address, { signal: this.request.signal });
      if (!answer.ok) return this.close();
      const { suggestions, near } = await answer.json();
      if (document.activeElement === this.input) this.show(suggestions, near);
    } catch {
      // Aborted by the next letter, or no connection: the form still works.
    }
  }

  show(suggestions, near) {
    this.activate(-1);
    const isNear = suggestions.length === 0;
    const words = this.box.dataset;
    this.options = (isNear ? near : suggestions).map((each, place) => {
      const option = element("li", { id: `${this.list.id}-${place}`, role: "option", "aria-selected": "false" },
        element("span", { class: "suggestion-name" }, each.name), " ",
        element("span", { class: "suggestion-kind" }, [isNear && words.near, each.type, each.found_by].filter(Boolean).join(", ")));
      option.addEventListener("click", () => location.assign(each.url));
      option.address = each.url;
      return option;
    });
    this.list.replaceChildren(...(isNear && this.options.length ? [this.group(words.nearLabel)] : this.options));
    this.open(this.options.length > 0);
    const none = words.none;
    const [one, several] = isNear ? [words.oneNear, words.severalNear] : [words.one, words.several];
    const number = this.options.length;
    this.status.textContent = number === 0 ? none : number === 1 ? one : several.replace("#", number);
  }

  // What is only similar stands under a heading that says so.
  group(label) {
    const id = `${this.list.id}-near`;
    return element("li", { role: "group", "aria-labelledby": id },
      element("span", { id, class: "suggestions-label" }, label),
      element("ul", { role: "presentation" }, ...this.options));
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.activate(-1);
    this.open(false);
  }

  activate(place) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = place;
    const option = this.options[place];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const action = this.actions[event.key];
    if (action && action.call(this, event)) event.preventDefault();
  }

  // Each says whether it did something, so that the browser does nothing more.
  actions = {
    ArrowDown(event) {
      if (!this.isOpen && this.options.length) this.open(true);
      else if (!this.isOpen) this.wait();
      if (this.isOpen && !event.altKey) this.activate(this.active + 1 < this.options.length ? this.active + 1 : -1);
      return true;
    },
    ArrowUp(event) {
      if (event.altKey) this.close();
      else if (this.isOpen) this.activate(this.active < 0 ? this.options.length - 1 : this.active - 1);
      return true;
    },
    Home() {
      this.activate(-1);
      this.input.setSelectionRange(0, 0);
      return true;
    },
    End() {
      this.activate(-1);
      this.input.setSelectionRange(this.input.value.length, this.input.value.length);
      return true;
    },
    Escape() {
      if (this.isOpen) {
        this.close();
      } else {
        this.input.value = "";
        this.options = [];
        this.status.textContent = "";
      }
      return true;
    },
    Enter() {
      const option = this.isOpen && this.options[this.active];
      if (option) location.assign(option.address);
      return Boolean(option);
    },
    ArrowLeft() {
      this.activate(-1);
      return false;
    },
    ArrowRight() {
      this.activate(-1);
      return false;
    },
  };
}

for (const box of document.querySelectorAll("[data-suggest]")) new Combobox(box);
