package io.millrace.http;

import java.time.Duration;

/**
 * What there is to say of a stream of events to clients.
 *
 * @param event the name of each event; null for none
 * @param heartbeat how long a client is sent nothing at most
 * @param patience how long it may take nothing of what it is sent
 * @param maxClients how many there may be
 */
record EventOptions(String event, Duration heartbeat, Duration patience, int maxClients) {

    static final EventOptions DEFAULTS = new EventOptions(null, Duration.ofSeconds(15), Duration.ofSeconds(30), 10_000);
}
