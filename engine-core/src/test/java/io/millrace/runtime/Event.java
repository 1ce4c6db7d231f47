package io.millrace.runtime;

/**
 * What flows through random topologies.
 *
 * @param source which source made it
 * @param reader which of the source's readers
 * @param seq its place among the events of that reader
 * @param copy which of the copies that flatMaps made
 * @param path the operators that it has passed, so that order can be checked along each way
 * @param timestamp its event time
 */
record Event(int source, int reader, int seq, int copy, String path, long timestamp) {

    static final int KEYS = 7;

    /** The path of a count per key, which comes at the end of time. */
    static final String TOTAL = "total";

    static Event total(int key, int count) {
        return new Event(-1, key, count, 0, TOTAL, RandomTopology.END_OF_TIME);
    }

    int key() {
        return (source * 31 + reader * 5 + seq) % KEYS;
    }

    Event via(String step) {
        return new Event(source, reader, seq, copy, path + step, timestamp);
    }

    Event copy(int number) {
        return new Event(source, reader, seq, copy * 6_000 + number, path, timestamp);
    }

    /** Events that have to stay in order among each other: of one reader and key, on one way. */
    String lane() {
        return source + "." + reader + "." + key() + path;
    }
}
