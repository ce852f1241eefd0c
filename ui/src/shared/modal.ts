// Opening a dialog as a modal one, and giving the focus back.

/** Opens the dialog. Gives what closes it: the focus goes back to where it was, even if the dialog has left the page. */
export function openModal(dialog: HTMLDialogElement): () => void {
  const before = document.activeElement;
  dialog.showModal();
  return () => {
    dialog.close();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
}
