package io.millrace.http;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.NanoTime;

/**
 * The body of a request, read as it comes by no thread that waits for it, up to a size; all that are being read share a budget of bytes. What is refused is read on to its end, within limits,
 * so that the client hears why.
 */
final class Body implements Runnable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long LEAST_BYTES_PER_SECOND = 4_096;
    private static final int FIRST_BYTES = 4 << 10;
    private static final long MOST_DISCARDED = 16 << 20;

    private final long begin = NanoTime.now();
    private final Request request;
    private final int most;
    private final Budget budget;
    private final BiConsumer<Body, Throwable> then;
    private byte[] bytes;
    private int length;
    private long discarded;
    private Problem refusal;

    /** How many bytes all bodies may have that are held at a time, and for how long one that comes slowly is waited for. */
    static final class Budget {

        private final long most;
        private final Duration patience;
        private final AtomicLong taken = new AtomicLong();

        Budget(long most, Duration patience) {
            this.most = most;
            this.patience = patience;
        }

        private boolean take(int bytes) {
            if (taken.addAndGet(bytes) <= most) {
                return true;
            }
            taken.addAndGet(-bytes);
            return false;
        }

        private void giveBack(int bytes) {
            taken.addAndGet(-bytes);
        }
    }

    private Body(Request request, int most, Budget budget, BiConsumer<Body, Throwable> then) {
        this.request = request;
        this.most = most;
        this.budget = budget;
        this.then = then;
    }

    /**
     * Reads the body of a request.
     *
     * @param then is called once, with the body, to be {@linkplain #release given back}, or with what has gone wrong
     */
    static void read(Request request, int most, Budget budget, BiConsumer<Body, Throwable> then) {
        Body body = new Body(request, most, budget, then);
        long announced = request.getLength();
        if (announced > most) {
            body.refusal = body.tooLarge();
        }
        if (announced > most + MOST_DISCARDED || (announced > most && expectsContinue(request))) {
            then.accept(null, body.refusal);
            return;
        }
        body.bytes = new byte[(int) Math.max(0, Math.min(Math.min(announced, most), FIRST_BYTES))];
        body.run();
    }

    private static boolean expectsContinue(Request request) {
        return request.getHeaders().contains(HttpHeader.EXPECT);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void release() {
        budget.giveBack(length);
        length = 0;
        bytes = new byte[0];
    }

    @Override
    public void run() {
        Content.Chunk chunk = request.read();
        while (chunk != null) {
            if (Content.Chunk.isFailure(chunk)) {
                release();
                then.accept(null, chunk.getFailure());
                return;
            }
            boolean last = chunk.isLast();
            take(chunk);
            chunk.release();
            if (last || discarded > MOST_DISCARDED) {
                end();
                return;
            }
            chunk = request.read();
        }
        if (isSlow()) {
            release();
            then.accept(null, new Problem(408, "the body has not come in time; nothing of it was taken"));
        } else {
            request.demand(this);
        }
    }

    /** Nobody keeps what all bodies have for long by sending a byte now and then. */
    private boolean isSlow() {
        Duration time = budget.patience.plusSeconds((length + discarded) / LEAST_BYTES_PER_SECOND);
        return NanoTime.since(begin) > time.toNanos();
    }

    private void end() {
        if (refusal == null) {
            then.accept(this, null);
        } else {
            then.accept(null, refusal);
        }
    }

    private void take(Content.Chunk chunk) {
        int more = chunk.remaining();
        if (refusal == null && more > most - length) {
            refuse(tooLarge());
        }
        if (refusal == null && !budget.take(more)) {
            refuse(new Problem(
                            429,
                            "the bodies of all requests that are being read have as many bytes as they may; post it again")
                    .retryAfter(1));
        }
        if (refusal != null) {
            discarded += more;
            return;
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, (int)
                    Math.min(most, Math.max(FIRST_BYTES, bytes.length * 2L))));
        }
        chunk.get(bytes, length, more);
        length += more;
    }

    private void refuse(Problem problem) {
        refusal = problem;
        release();
    }

    private Problem tooLarge() {
        return new Problem(413, "the body has more than " + most + " bytes: post it in parts").with("maxBytes", most);
    }
}
