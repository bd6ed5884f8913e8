/** Questions to the person, each in a dialog of the page. */

import { make, part } from '../elements.js';
import { tileOf } from './board.js';

/** Opens a dialog; gives the value of the button that closed it, empty if it was left. @param {string} selector */
function answerOf(selector) {
  const dialog = part(document, selector, HTMLDialogElement);
  return new Promise((/** @type {(value: string) => void} */ resolve) => {
    dialog.returnValue = '';
    dialog.onclick = ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null;
      if (button && !button.dataset.tile) dialog.close(button.value);
      else if (target === dialog) dialog.close('');
    };
    dialog.onclose = () => resolve(dialog.returnValue);
    dialog.showModal();
  });
}

/** @param {string} question */
export async function isSure(question) {
  part(document, 'dialog.sure h2', HTMLElement).textContent = question;
  return (await answerOf('dialog.sure')) === 'yes';
}

/** What a blank stands for; empty if it is none. @param {string} language */
export function letterOfBlank(language) {
  const buttons = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => {
    const button = make('button', 'tile-button');
    button.type = 'button';
    button.value = letter;
    button.ariaLabel = letter;
    button.append(tileOf(letter.toLowerCase(), language));
    return button;
  });
  part(document, 'dialog.letters .alphabet', HTMLElement).replaceChildren(...buttons);
  return answerOf('dialog.letters');
}

/** Which of these tiles go back to the bag; empty if none. @param {string[]} tiles @param {string} language */
export async function tilesToSwap(tiles, language) {
  const buttons = tiles.map((tile) => {
    const button = make('button', 'tile-button');
    button.type = 'button';
    button.dataset.tile = tile;
    button.ariaPressed = 'false';
    button.ariaLabel = tile === '?' ? 'Blank' : tile;
    button.append(tileOf(tile, language));
    button.addEventListener('click', () => void (button.ariaPressed = String(button.ariaPressed !== 'true')));
    return button;
  });
  part(document, 'dialog.swap .rack', HTMLElement).replaceChildren(...buttons);
  if ((await answerOf('dialog.swap')) !== 'swap') return '';
  return buttons.filter((button) => button.ariaPressed === 'true').map((button) => button.dataset.tile).join('');
}
