package io.millrace.benchmarks.peers.flink;

/**
 * The result of a window; public, as the serializer of records asks for that.
 *
 * @param user whose
 * @param start of the window, epoch milliseconds
 * @param count of trades, or of what else was counted
 */
public record Counted(String user, long start, long count) {

    Counted plus(long rule) {
        return new Counted(user, start, count + rule);
    }
}
