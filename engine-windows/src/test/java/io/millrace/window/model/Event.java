package io.millrace.window.model;

/**
 * A test event; written {@code key:value@time}.
 *
 * @param key the key
 * @param value different for each event of a run
 * @param time epoch milliseconds
 */
record Event(String key, long value, long time) {

    @Override
    public String toString() {
        return key + ":" + value + "@" + time;
    }
}
