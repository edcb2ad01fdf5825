"use strict";
// Shows one page at a time from its <template>, as the address says: #LANGUAGE/PAGE, like #cy/screen/today.
// "_" stands for the language that is chosen already, "all" for every language side by side.
const main = document.getElementById("main");
const index = document.getElementById("index");
const select = document.getElementById("language");
const search = document.getElementById("search");
const templates = new Map(
  [...document.querySelectorAll("template[data-page]")].map((each) => [each.dataset.page, each.content]),
);
const languages = select ? [...select.options].map((each) => each.value).filter((code) => code !== "all") : [];
const narrow = window.matchMedia("(max-width: 56rem)");
let language = languages[0];
let page = "overview";

function show(first) {
  const hash = decodeURIComponent(location.hash.slice(1));
  if (hash === "main") return main.focus();
  const [code, ...rest] = hash.split("/");
  if (languages.includes(code) || code === "all") language = code;
  page = templates.has(rest.join("/")) ? rest.join("/") : "overview";
  if (select) select.value = language;
  const spoken = language === "all" ? languages : [language];
  const parts = spoken.map((each) => templates.get(`${each}/${page}`)).filter(Boolean);
  const box = document.createElement("div");
  box.className = parts.length > 1 ? "languages many" : "languages";
  box.append(...parts.map((part) => part.cloneNode(true)));
  main.replaceChildren(templates.get(page).cloneNode(true), box);
  for (const link of main.querySelectorAll("a[href^='#_/']")) {
    link.setAttribute("href", link.getAttribute("href").replace("#_/", `#${language ?? "_"}/`));
  }
  for (const link of index.querySelectorAll("a[data-page]")) {
    if (link.dataset.page === page) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  startInView(main.querySelector(".flow"));
  const heading = main.querySelector("h1");
  document.title = `${heading.textContent.trim()} · Kith preview`;
  if (narrow.matches) index.open = false;
  if (first) return;
  window.scrollTo(0, 0);
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

// The diagram is wider than a telephone: it begins with her first message in the middle.
function startInView(flow) {
  const start = flow?.querySelector(".box[data-box='@start']");
  if (!start) return;
  const box = start.getBoundingClientRect();
  flow.scrollLeft += box.left + box.width / 2 - (flow.getBoundingClientRect().left + flow.clientWidth / 2);
}

// Searching: every word must stand somewhere on the page, in the language that is chosen; accents do not matter.
const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
const texts = new Map();

function textOf(link) {
  const key = `${language}/${link.dataset.page}`;
  if (!texts.has(key)) {
    const spoken = language === "all" ? languages : [language];
    const parts = [link.dataset.page, ...spoken.map((each) => `${each}/${link.dataset.page}`)];
    const words = parts.map((each) => templates.get(each)?.textContent ?? "");
    texts.set(key, plain([link.textContent, link.dataset.page, ...words].join(" ")));
  }
  return texts.get(key);
}

function find() {
  const words = plain(search.value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const list of index.querySelectorAll("ul")) {
    for (const link of list.querySelectorAll("a")) {
      const fits = words.every((word) => textOf(link).includes(word));
      link.parentElement.hidden = !fits;
      found += fits;
    }
    list.hidden = [...list.children].every((each) => each.hidden);
    const heading = document.getElementById(list.getAttribute("aria-labelledby"));
    if (heading) heading.hidden = list.hidden;
  }
  document.getElementById("found").textContent = words.length ? `${found} found` : "";
}

// In the diagram, the lines of one box stand out while it is touched or focused.
function light(event) {
  const box = event.target.closest?.(".box")?.dataset.box;
  const flow = main.querySelector(".flow");
  if (!flow) return;
  flow.classList.toggle("lit", Boolean(box));
  for (const line of flow.querySelectorAll(".line")) {
    line.classList.toggle("on", line.dataset.from === box || line.dataset.to === box);
  }
}

window.addEventListener("hashchange", () => show(false));
narrow.addEventListener("change", () => { index.open = !narrow.matches; });
for (const name of ["pointerover", "focusin"]) main.addEventListener(name, light);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#_/']");
  if (!link) return;
  event.preventDefault();
  location.hash = link.hash.replace("#_/", `#${language ?? "_"}/`);
});
if (select) select.addEventListener("change", () => { location.hash = `#${select.value}/${page}`; });
if (search) search.addEventListener("input", find);
if (document.body.hasAttribute("data-live")) {
  new EventSource("changes").addEventListener("changed", () => location.reload());
}
show(true);
