// Keeps the words of a remark in this browser until the server has them, and remembers a draft.
// Whoever has no storage, or no script, loses nothing of the page.

const store = (() => {
  try {
    localStorage.setItem("uwagi", "");
    localStorage.removeItem("uwagi");
    return localStorage;
  } catch {
    return null;
  }
})();

// Names and addresses are left out: the browser may be a library's.
const WORDS = ["body", "proposed", "justification"];
const DAYS = 30;
const drafted = (consultation) => `uwagi-szkic:${consultation}`;

// What was kept is given up only on a page that shows that the server has taken it.
function settle() {
  for (const key of (sessionStorage.getItem("uwagi-wysylane") ?? "").split(" ")) {
    if (key) store.removeItem(key);
  }
  sessionStorage.removeItem("uwagi-wysylane");
}

function sending(...keys) {
  sessionStorage.setItem("uwagi-wysylane", keys.join(" "));
}

function forget() {
  for (const key of Object.keys(store)) {
    if (!key.startsWith("uwagi:")) continue;
    const { at } = JSON.parse(store.getItem(key));
    if (Date.now() - at > DAYS * 864e5) store.removeItem(key);
  }
}

function keep(form) {
  const key = `uwagi:${form.dataset.keep}`;
  const fields = WORDS.map((name) => form.elements[name]);
  const notice = form.querySelector("[data-kept]");
  const written = () => fields.map((field) => field.value);
  const shown = fields.map((field) => field.defaultValue);
  const differs = (words) => words.some((w, i) => w !== shown[i]);

  let timer;
  const save = () => {
    const words = written();
    if (differs(words)) store.setItem(key, JSON.stringify({ words, at: Date.now() }));
    else store.removeItem(key);
  };

  const kept = JSON.parse(store.getItem(key));
  if (differs(written())) {
    // On a slow line somebody wrote before this script came. What the browser itself gives back
    // on "Back" may have been sent already, and is kept only when it is written on.
    if (performance.getEntriesByType("navigation")[0].type !== "back_forward") save();
  } else if (kept && !form.querySelector(".error-summary") && differs(kept.words)) {
    kept.words.forEach((words, i) => (fields[i].value = words));
    for (const field of fields.slice(1)) if (field.value) field.closest("details").open = true;
    notice.hidden = false;
  }
  notice.querySelector("[data-discard]").addEventListener("click", () => {
    store.removeItem(key);
    shown.forEach((words, i) => (fields[i].value = words));
    notice.hidden = true;
    fields[0].focus();
  });

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });
  addEventListener("pagehide", () => {
    if (timer) save();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = null;
    save();
    sending(key);
  });
}

// On the text: every "Comment" leads into the draft that is under way.
function lead(basket) {
  const token = store.getItem(drafted(basket.dataset.basket));
  if (!token) return;
  for (const link of document.querySelectorAll(`a[href*="${basket.dataset.form}"]`)) {
    const url = new URL(link.href);
    url.searchParams.set("szkic", token);
    link.href = url.href;
  }
  basket.querySelector("a").href = basket.dataset.draft.replace("-", token);
  basket.hidden = false;
}

if (store) {
  try {
    forget();
    if (document.querySelector("[data-stored]")) settle();
    for (const head of document.querySelectorAll("[data-draft][data-consultation]")) {
      store.setItem(drafted(head.dataset.consultation), head.dataset.draft);
    }
    for (const head of document.querySelectorAll("[data-gone]")) {
      for (const key of Object.keys(store)) {
        if (store.getItem(key) === head.dataset.gone) store.removeItem(key);
      }
    }
    for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
    for (const form of document.querySelectorAll("form[data-sending]")) {
      form.addEventListener("submit", () => sending(drafted(form.dataset.sending)));
    }
    for (const basket of document.querySelectorAll("[data-basket]")) lead(basket);
  } catch {
    // A full storage or a broken entry: the page itself works on.
  }
}
