// <input type="file" data-most="bytes" data-too-big="sentence with {}">: says at once which chosen
// files the server would refuse for their size, and leaves them out, before they are sent for
// nothing. The server looks again.
for (const input of document.querySelectorAll("input[data-most]")) {
  const said = document.createElement("div");
  said.setAttribute("role", "alert");
  input.after(said);
  const look = () => {
    const fitting = new DataTransfer();
    said.replaceChildren();
    for (const file of input.files) {
      if (file.size <= input.dataset.most) {
        fitting.items.add(file);
        continue;
      }
      const sentence = document.createElement("p");
      sentence.className = "error error-message";
      sentence.textContent = input.dataset.tooBig.replace("{}", () => file.name);
      said.append(sentence);
    }
    if (said.childElementCount) input.files = fitting.files;
  };
  input.addEventListener("change", look);
  look(); // On a slow line files are chosen before this script comes.

  // Without a file plain fields say the same, and the server reads them with less work.
  input.form.addEventListener("submit", ({ currentTarget: form }) => {
    form.enctype = input.files.length ? "multipart/form-data" : "application/x-www-form-urlencoded";
  });
}
