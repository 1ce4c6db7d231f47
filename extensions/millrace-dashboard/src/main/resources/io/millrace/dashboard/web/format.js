// Numbers for people.

/** A member that an object has itself; undefined for names such as constructor, which every object knows. */
export const own = (object, name) => Object.hasOwn(object, name) ? object[name] : undefined;

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export function count(value) {
    return value == null ? '–' : whole.format(value);
}

function scaled(value, units, base) {
    let unit = 0;
    while (Math.abs(value) >= base * 0.9995 && unit < units.length - 1) {
        value /= base;
        unit++;
    }
    const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return value.toFixed(digits) + units[unit];
}

export function short(value) {
    if (value == null) return '–';
    if (value > 0 && value < 10) return value.toFixed(1).replace(/\.0$/, '');
    return scaled(value, ['', 'k', 'M', 'G'], 1000);
}

export const rate = value => value == null ? '–' : short(value) + '/s';

export const bytes = value => value == null ? '–' : scaled(value, [' B', ' kB', ' MB', ' GB'], 1000);

export const percent = share => share == null ? '–' : Math.round(share * 100) + ' %';

export function duration(millis) {
    if (millis == null) return '–';
    const size = Math.abs(millis);
    if (size < 0.001) return '0 ms';
    if (size < 1) return (millis * 1000).toFixed(0) + ' µs';
    if (size < 10) return millis.toFixed(1) + ' ms';
    if (size < 1000) return millis.toFixed(0) + ' ms';
    const units = [[60, 1, 's'], [3600, 60, 'min'], [86400, 3600, 'h'], [86400 * 365, 86400, 'd'], [Infinity, 86400 * 365, 'y']];
    const seconds = millis / 1000;
    const [, divisor, unit] = units.find(([limit]) => Math.abs(seconds) < limit);
    const value = seconds / divisor;
    return value.toFixed(Math.abs(value) < 10 ? 1 : 0) + ' ' + unit;
}

const pad = number => String(number).padStart(2, '0');

/** The time of day; in front of it the day where that is another one. */
export function time(millis) {
    if (millis == null) return '–';
    const at = new Date(millis);
    if (Number.isNaN(at.getTime())) return '–';
    const text = pad(at.getHours()) + ':' + pad(at.getMinutes()) + ':' + pad(at.getSeconds());
    const day = at.getFullYear() + '-' + pad(at.getMonth() + 1) + '-' + pad(at.getDate());
    return at.toDateString() === new Date().toDateString() ? text : day + ' ' + text;
}
