package io.millrace.survival;

/**
 * What flows through random jobs.
 *
 * @param lane the source, and the way from there: of a lane and key, events keep their order unless they were spread
 * @param seq the number at the source
 * @param time its timestamp, in milliseconds
 */
record Event(String lane, int seq, int key, long time, long value) {

    Event via(String step) {
        return new Event(lane + step, seq, key, time, value);
    }

    Event with(String newLane, long newValue) {
        return new Event(newLane, seq, key, time, newValue);
    }

    String laneKey() {
        return lane + '/' + key;
    }
}
