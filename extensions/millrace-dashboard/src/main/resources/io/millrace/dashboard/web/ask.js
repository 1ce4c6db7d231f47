import { html, useEffect, useRef, useState } from './vendor/preact-htm.js';
import { ask } from './feed.js';
import { own, time } from './format.js';

const keysOf = (list, name) => (list.find(each => each.name === name) || {}).keyType?.replace(/\b(?:[a-z]\w*\.)+/g, '') || 'text';

/** Why a window of a key has not fired. */
export function Explain({ view }) {
    const windows = view.plan.keyed;
    const [chosen, setChosen] = useState('');
    const [key, setKey] = useState('');
    const [answer, setAnswer] = useState(null);
    const window = chosen || (windows[0] || {}).name;
    const submit = async event => {
        event.preventDefault();
        setAnswer({ text: 'Asking…' });
        try {
            const told = await ask(`jobs/${view.job.id}/explain?window=${encodeURIComponent(window)}&key=${encodeURIComponent(key)}`);
            setAnswer({ cause: told.cause, text: told.text });
        } catch (refused) {
            setAnswer({ text: refused.message, bad: true });
        }
    };
    return html`<section class="card" aria-labelledby="explain-title">
        <h2 id="explain-title">Why is there no result? <small>explain a window and a key</small></h2>
        ${windows.length === 0 ? html`<p class="empty">The job has no operator that is asked by key.</p>` : html`
        <form class="ask" onSubmit=${submit}>
            <label>Operator <select value=${window} onChange=${event => setChosen(event.target.value)}>${windows.map(each => html`<option value=${each.name}>${each.name}</option>`)}</select></label>
            <label>Key <input value=${key} onInput=${event => setKey(event.target.value)} placeholder=${keysOf(windows, window)} required autocomplete="off" /></label>
            <button class="action">Ask</button>
        </form>
        <div class="answer" aria-live="polite">${answer && html`${answer.cause && html`<span class="chip">${answer.cause.toLowerCase().replaceAll('_', ' ')}</span>`}<pre class=${answer.bad ? 'bad-text' : ''}>${answer.text}</pre>`}</div>`}
    </section>`;
}

/** What an operator keeps of a key, as it changes. */
export function KeyState({ view }) {
    const operators = view.plan.keyed;
    const [chosen, setChosen] = useState('');
    const [key, setKey] = useState('');
    const [asked, setAsked] = useState(null);
    const [answer, setAnswer] = useState(null);
    const waiting = useRef(false);
    const operator = chosen || (operators[0] || {}).name;
    const told = answer && answer.asked === asked ? answer : null;
    useEffect(() => {
        if (!asked || waiting.current || (told && told.problem)) return;
        waiting.current = true;
        ask(`jobs/${view.job.id}/state?operator=${encodeURIComponent(asked.operator)}&key=${encodeURIComponent(asked.key)}`)
            .then(state => setAnswer({ asked, state }), refused => setAnswer({ asked, problem: refused.message }))
            .finally(() => { waiting.current = false; });
    }, [view.now, asked]);
    const submit = event => {
        event.preventDefault();
        setAsked({ operator, key });
    };
    return html`<section class="card" aria-labelledby="state-title">
        <h2 id="state-title">What is kept of a key? <small>${told && told.state ? 'task ' + told.state.task : 'state, timers and windows'}</small></h2>
        ${operators.length === 0 ? html`<p class="empty">The job has no operator that is asked by key.</p>` : html`
        <form class="ask" onSubmit=${submit}>
            <label>Operator <select value=${operator} onChange=${event => setChosen(event.target.value)}>${operators.map(each => html`<option value=${each.name}>${each.name}</option>`)}</select></label>
            <label>Key <input value=${key} onInput=${event => setKey(event.target.value)} placeholder=${keysOf(operators, operator)} required autocomplete="off" /></label>
            <button class="action">Look</button>
        </form>
        ${told && told.problem && html`<div class="answer" role="alert"><pre class="bad-text">${told.problem}</pre></div>`}
        ${told && told.state && (told.state.entries.length === 0 ? html`<p class="empty">Nothing is kept of key ${asked.key} in ${asked.operator}.</p>` : html`
        <div class="scroll" tabindex="0" role="group" aria-labelledby="state-title"><table>
            <thead><tr><th>State</th><th>At</th><th>Value</th></tr></thead>
            <tbody>${told.state.entries.map((each, number) => html`<tr key=${number}><th scope="row">${each.state}</th><td>${each.place}</td><td class="text">${each.value}</td></tr>`)}</tbody>
        </table></div>`)}
        ${told && told.state && told.state.more && html`<p class="note">The first ${told.state.entries.length} entries; there are more.</p>`}`}
    </section>`;
}

const text = value => typeof value === 'string' ? value : JSON.stringify(value);

/** Rows of objects as columns. */
function columnsOf(rows) {
    const isObject = rows.length > 0 && rows.every(({ row }) => row && typeof row === 'object' && !Array.isArray(row));
    return isObject ? [...new Set(rows.flatMap(({ row }) => Object.keys(row)))].slice(0, 8) : null;
}

/** What a view shows just now. */
export function Views({ view }) {
    const views = view.plan.views;
    const [chosen, setChosen] = useState('');
    const [key, setKey] = useState('');
    const [shown, setShown] = useState(null);
    const name = chosen || (views[0] || {}).name;
    useEffect(() => {
        if (!name) return undefined;
        let current = true;
        ask(`jobs/${view.job.id}/views/${encodeURIComponent(name)}?limit=50&key=${encodeURIComponent(key)}`)
            .then(rows => current && setShown(rows), refused => current && setShown({ rows: [], problem: refused.message }));
        return () => { current = false; };
    }, [view.now, name, key]);
    if (views.length === 0) return null;
    const columns = shown && columnsOf(shown.rows);
    return html`<section class="card wide" aria-labelledby="views-title">
        <h2 id="views-title">Views <small>${shown && shown.watermark ? 'as of ' + time(shown.watermark) : 'live'}</small></h2>
        <div class="ask">
            <label>View <select value=${name} onChange=${event => setChosen(event.target.value)}>${views.map(each => html`<option value=${each.name}>${each.name}</option>`)}</select></label>
            <label>Key <input value=${key} onInput=${event => setKey(event.target.value)} placeholder="all" autocomplete="off" /></label>
        </div>
        ${shown && shown.problem && html`<p class="bad-text">${shown.problem}</p>`}
        ${shown && !shown.problem && (shown.rows.length === 0 ? html`<p class="empty">No row${key ? ' of this key' : ''} now.</p>` : html`
        <div class="scroll" tabindex="0" role="group" aria-labelledby="views-title"><table>
            <thead><tr><th>Key</th>${columns ? columns.map(each => html`<th>${each}</th>`) : html`<th>Row</th>`}</tr></thead>
            <tbody>${shown.rows.map(({ key: each, row }) => html`<tr key=${text(each)}><th scope="row">${text(each)}</th>
                ${columns ? columns.map(column => html`<td>${own(row, column) === undefined ? '' : text(own(row, column))}</td>`) : html`<td>${text(row)}</td>`}</tr>`)}</tbody>
        </table></div>`)}
        ${shown && shown.more && html`<p class="note">The first 50 keys; there are more.</p>`}
    </section>`;
}
