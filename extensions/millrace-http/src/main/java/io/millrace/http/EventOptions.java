package io.millrace.http;

import java.time.Duration;

/** What there is to say of a stream of events to clients; changes in a copy, before that is used. */
class EventOptions {

    /** The name of each event; null for none. */
    String event;

    /** How long a client is sent nothing at most. */
    Duration heartbeat = Duration.ofSeconds(15);

    /** How long it may take nothing of what it is sent. */
    Duration patience = Duration.ofSeconds(30);

    /** How many there may be. */
    int maxClients = 10_000;

    EventOptions() {}

    EventOptions(EventOptions from) {
        event = from.event;
        heartbeat = from.heartbeat;
        patience = from.patience;
        maxClients = from.maxClients;
    }
}
