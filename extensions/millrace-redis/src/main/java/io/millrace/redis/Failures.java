package io.millrace.redis;

import io.lettuce.core.RedisURI;
import io.millrace.state.log.SafeText;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

/** Says what is wrong with Redis, for which source or sink, and what can be done. */
final class Failures {

    private static final int TIMEOUT_SECONDS = 60;

    private final String who;
    private final String uri;
    private final BiFunction<String, Throwable, RuntimeException> kind;

    /** @param kind what is thrown, of a message and a cause */
    Failures(String who, String uri, BiFunction<String, Throwable, RuntimeException> kind) {
        this.who = who;
        this.uri = uri;
        this.kind = kind;
    }

    /** Without the password. */
    static String place(String uri) {
        RedisURI parsed = RedisURI.create(uri);
        return parsed.getHost() == null ? parsed.toString() : parsed.getHost() + ":" + parsed.getPort();
    }

    RuntimeException of(Throwable error) {
        Throwable cause = error;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return kind.apply(who + ": " + remedied(deepest(cause)), cause);
    }

    RuntimeException of(String message) {
        return kind.apply(who + ": " + message, null);
    }

    private String remedied(String text) {
        String redis = "Redis at " + place(uri);
        if (text.startsWith("NOAUTH") || text.startsWith("WRONGPASS") || text.startsWith("ERR AUTH")) {
            return redis + " does not let it in (" + text
                    + "): give user and password in its address, as in redis://user:password@host:6379";
        }
        if (text.startsWith("NOPERM")) {
            return redis + " does not let it do that (" + text + "): give the user the right to it";
        }
        if (text.startsWith("NOGROUP")) {
            return "the stream or its group has been deleted from " + redis + " (" + text
                    + "): make it anew, and start the job again";
        }
        if (text.startsWith("WRONGTYPE")) {
            return redis + " has something else by the name of the stream (" + text + "): give another name";
        }
        return redis + " cannot be used (" + text + "): see whether it runs, and whether its address is right";
    }

    private static String deepest(Throwable error) {
        Throwable last = error;
        while (last.getCause() != null && last.getCause() != last) {
            last = last.getCause();
        }
        return SafeText.message(last);
    }

    /** What Redis answers, for which it has a minute. */
    <V> V answer(Future<V> future) throws InterruptedException {
        try {
            return outcome(future);
        } catch (ExecutionException e) {
            throw of(e);
        }
    }

    /** The same, where an error is an answer. */
    <V> V outcome(Future<V> future) throws InterruptedException, ExecutionException {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (CancellationException e) {
            throw of("the connection to Redis at " + place(uri) + " broke");
        } catch (TimeoutException e) {
            throw of("Redis at " + place(uri) + " has not answered for " + TIMEOUT_SECONDS + " s");
        }
    }
}
