// Small helps on top of pages that work whole without script.

// <button data-copy="address" data-done="Copied" hidden>: copies a link and says so.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
    button.textContent = button.dataset.done;
    button.setAttribute("aria-live", "polite");
  });
}
