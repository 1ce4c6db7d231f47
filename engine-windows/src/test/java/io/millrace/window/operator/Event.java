package io.millrace.window.operator;

/** A test event; written {@code key:value@time}. */
record Event(String key, long value, long time) {

    static Event parse(String text) {
        int colon = text.indexOf(':');
        int at = text.indexOf('@');
        String key = colon < 0 ? "k" : text.substring(0, colon);
        return new Event(key, Long.parseLong(text.substring(colon + 1, at)), Long.parseLong(text.substring(at + 1)));
    }

    @Override
    public String toString() {
        return key + ":" + value + "@" + time;
    }
}
