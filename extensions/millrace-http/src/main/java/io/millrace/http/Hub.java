package io.millrace.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is shown to clients: messages in their order, of each key the latest alone. A client is a place in that order, so what it has not got yet costs nothing of its own, and what it is too slow for
 * is not there any more when it comes to it. Writers take a lock among themselves; readers take none.
 */
final class Hub {

    /** How many messages there are at most, and of as many keys at most it is known that they have ended. */
    private final int capacity;

    /** Whether a message takes the place of the one before of its key. */
    private final boolean conflates;

    private final String event;
    private final ConcurrentNavigableMap<Long, Message> messages = new ConcurrentSkipListMap<>();

    /** Of keys that have something, in the order of their messages. */
    private final Map<Object, Message> latest = new LinkedHashMap<>();

    /** Likewise of keys of which nothing is left: they take no room from the others. */
    private final Map<Object, Message> ends = new LinkedHashMap<>();

    private final List<Audience> audiences = new CopyOnWriteArrayList<>();
    final Counts counts = new Counts();

    /** That of the latest message; numbers begin with 1. */
    private volatile long last;

    /** Of messages without keys. */
    private int size;

    /** What is in front of the number in an id; null where messages have no ids. */
    private String idPrefix;

    /** @param event the name of each message; null for none */
    Hub(int capacity, boolean conflates, String event) {
        this.capacity = capacity;
        this.conflates = conflates;
        this.event = event;
    }

    /** What has become of messages and clients. */
    static final class Counts {
        final LongAdder sent = new LongAdder();
        final LongAdder conflated = new LongAdder();
        final LongAdder missed = new LongAdder();
        final LongAdder dropped = new LongAdder();
        final LongAdder refused = new LongAdder();
    }

    /** A message, in its place. */
    static final class Message {

        private final long number;
        private final Object key;

        /** As it is sent in a stream of events. */
        private final byte[] frame;

        /** Where in that its JSON begins, which ends with the two line feeds behind it. */
        private final int jsonFrom;

        private final boolean isEnd;

        private Message(long number, Object key, byte[] frame, int jsonFrom, boolean isEnd) {
            this.number = number;
            this.key = key;
            this.frame = frame;
            this.jsonFrom = jsonFrom;
            this.isEnd = isEnd;
        }

        long number() {
            return number;
        }

        Object key() {
            return key;
        }

        byte[] frame() {
            return frame;
        }

        /** Whether nothing is left of its key, so that it is not for who comes later. */
        boolean isEnd() {
            return isEnd;
        }

        ByteBuffer asFrame() {
            return ByteBuffer.wrap(frame);
        }

        ByteBuffer asJson() {
            return ByteBuffer.wrap(frame, jsonFrom, frame.length - 2 - jsonFrom).slice();
        }
    }

    /** Has messages be named by their number, of this hub and no other: so a client can say what it has had. */
    synchronized void number(String run) {
        if (idPrefix == null) {
            idPrefix = run + "-";
        }
    }

    /** The place behind a message that an id names; -1 where it is none of this hub. */
    synchronized long placeOf(String id) {
        if (id == null || idPrefix == null || !id.startsWith(idPrefix)) {
            return -1;
        }
        try {
            long place = Long.parseLong(id.substring(idPrefix.length()));
            return place > last ? -1 : place;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Adds a message, for those who are there and those who will come. */
    synchronized void put(Object key, byte[] json, boolean isEnd) {
        long number = last + 1;
        byte[] head = Json.utf8((idPrefix == null ? "" : "id: " + idPrefix + number + "\n")
                + (event == null ? "" : "event: " + event + "\n") + "data: ");
        byte[] frame = Arrays.copyOf(head, head.length + json.length + 2);
        System.arraycopy(json, 0, frame, head.length, json.length);
        inOneLine(frame, head.length, frame.length - 2);
        frame[frame.length - 2] = '\n';
        frame[frame.length - 1] = '\n';
        add(new Message(number, key, frame, head.length, isEnd));
        last = number;
    }

    /** Ends of lines would end the message; between the values of JSON they are blanks, and within they are escaped. */
    private static void inOneLine(byte[] frame, int from, int to) {
        for (int i = from; i < to; i++) {
            if (frame[i] == '\n' || frame[i] == '\r') {
                frame[i] = ' ';
            }
        }
    }

    /** Adds a message unless the latest of its key says the same. */
    synchronized void putIfOther(Object key, byte[] json, boolean isEnd) {
        Message before = latest.getOrDefault(key, ends.get(key));
        if (before == null || !before.asJson().equals(ByteBuffer.wrap(json))) {
            put(key, json, isEnd);
        }
    }

    /** Adds a message unless there is one of its key. */
    synchronized void putIfAbsent(Object key, byte[] json) {
        if (!latest.containsKey(key) && !ends.containsKey(key)) {
            put(key, json, false);
        }
    }

    /** As {@link #putIfAbsent}, where there is room: what has changed meanwhile does not make way for it. */
    synchronized void load(Object key, byte[] json) {
        if (latest.size() < capacity) {
            putIfAbsent(key, json);
        }
    }

    private void add(Message message) {
        messages.put(message.number(), message);
        if (conflates) {
            remove(latest.remove(message.key()));
            remove(ends.remove(message.key()));
            keep(message, message.isEnd() ? ends : latest);
        } else if (++size > capacity) {
            messages.pollFirstEntry();
            size--;
        }
    }

    private void keep(Message message, Map<Object, Message> among) {
        among.put(message.key(), message);
        if (among.size() > capacity) {
            Iterator<Message> eldest = among.values().iterator();
            remove(eldest.next());
            eldest.remove();
        }
    }

    private void remove(Message message) {
        if (message != null) {
            messages.remove(message.number());
        }
    }

    /** Forgets all. */
    synchronized void clear() {
        messages.clear();
        latest.clear();
        ends.clear();
        size = 0;
    }

    /** Has the clients get what they have not got; by who has put messages, and costs nothing where nobody is there. */
    void show() {
        for (Audience audience : audiences) {
            audience.wake();
        }
    }

    /** The first message behind a place; null when there is none. */
    Message after(long place) {
        Map.Entry<Long, Message> next = messages.higherEntry(place);
        return next == null ? null : next.getValue();
    }

    long last() {
        return last;
    }

    boolean conflates() {
        return conflates;
    }

    void add(Audience audience) {
        audiences.add(audience);
    }

    void remove(Audience audience) {
        audiences.remove(audience);
    }

    int clients() {
        int clients = 0;
        for (Audience audience : audiences) {
            clients += audience.size();
        }
        return clients;
    }
}
