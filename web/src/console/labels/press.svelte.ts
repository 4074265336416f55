import { refusalOf, save, type Refusal } from '../../api/printed';

/** What the server prints labels for: the boxes of a region, or one of them. */
export interface Wanted {
  region: string;
  box?: string;
}

/** Has labels printed. The server counts every print, so nothing is asked for before somebody presses the button. */
export class Press {
  format = $state<'a4' | '100x150'>('a4');
  unprinted = $state(false);
  reason = $state('');
  isBusy = $state(false);
  refusal = $state.raw<Refusal | null>(null);
  isDone = $state(false);

  async print(wanted: Wanted): Promise<void> {
    this.isBusy = true;
    this.refusal = null;
    this.isDone = false;
    try {
      const response = await fetch('/documents/labels.pdf', { method: 'POST', body: this.#form(wanted) });
      if (response.ok) {
        save(await response.blob(), `label-${wanted.box ?? wanted.region}.pdf`);
        this.isDone = true;
      } else this.refusal = await refusalOf(response);
    } catch (problem) {
      this.refusal = { code: 'UNREACHABLE', message: String(problem) };
    }
    this.isBusy = false;
  }

  #form({ region, box }: Wanted): URLSearchParams {
    const form = new URLSearchParams({ region, format: this.format, reason: this.reason });
    if (box) form.set('box', box);
    else if (this.unprinted) form.set('unprinted', '1');
    return form;
  }
}
