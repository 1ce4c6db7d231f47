package io.millrace.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The keys of the latest requests that were taken, or are being taken. Thread-safe. */
final class RecentKeys {

    private final int most;
    private final Map<String, Taken> byKey = new LinkedHashMap<>();

    RecentKeys(int most) {
        this.most = most;
    }

    /** A request, known by its body. */
    static final class Taken {

        final CompletableFuture<Integer> accepted = new CompletableFuture<>();
        private final int length;
        private final long sum;

        Taken(int length, long sum) {
            this.length = length;
            this.sum = sum;
        }

        boolean isSame(Taken other) {
            return length == other.length && sum == other.sum;
        }
    }

    /** Returns the one that has the key already, or null. */
    synchronized Taken putIfAbsent(String key, Taken taken) {
        Taken before = byKey.putIfAbsent(key, taken);
        if (byKey.size() > most) {
            var eldest = byKey.entrySet().iterator();
            eldest.next();
            eldest.remove();
        }
        return before;
    }

    synchronized void remove(String key, Taken taken) {
        byKey.remove(key, taken);
    }
}
