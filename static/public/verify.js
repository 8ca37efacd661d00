/* Compares a dropped file with the issued one, in the browser: the file does not leave it. */
(function () {
    "use strict";
    const zone = document.getElementById("drop");
    const input = document.getElementById("file");
    const form = document.getElementById("form");
    if (!zone || !input || !form) {
        return;
    }
    const canHash = Boolean(window.crypto && window.crypto.subtle);

    function show(outcome) {
        for (const node of document.querySelectorAll("[data-outcome]")) {
            node.hidden = node.dataset.outcome !== outcome;
        }
    }

    async function compare(file) {
        if (file.size > Number(zone.dataset.largest)) {
            return show("too_large");
        }
        const bytes = await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer());
        const hex = Array.from(new Uint8Array(bytes), (one) => one.toString(16).padStart(2, "0"));
        show(hex.join("") === zone.dataset.sha256 ? "same" : "other");
    }

    function take(files) {
        if (!files.length) {
            return;
        }
        if (canHash) {
            compare(files[0]);
        } else {
            input.files = files;
            form.submit();
        }
    }

    input.addEventListener("change", () => take(input.files));
    for (const name of ["dragover", "dragenter"]) {
        zone.addEventListener(name, (event) => {
            event.preventDefault();
            zone.classList.add("over");
        });
    }
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
        event.preventDefault();
        zone.classList.remove("over");
        take(event.dataTransfer.files);
    });
    document.getElementById("submit").hidden = true;
})();
