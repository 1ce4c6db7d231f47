package io.millrace.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpVersion;

/** A client of Server-Sent Events. */
final class SseClient extends HubClient {

    private static final byte[] COMMENT = Json.utf8(":\n\n");

    /** What is sent together at most, but for a message that is larger by itself. */
    private static final int MOST_TOGETHER = 8 << 10;

    private final Exchange exchange;

    SseClient(Exchange exchange, Audience audience, Predicate<Object> keys, long place, long begin) {
        super(audience, keys, place, begin);
        this.exchange = exchange;
        // Headers are sent although there is nothing to tell.
        beat();
    }

    @Override
    void send(Hub.Message first, long missed) {
        Hub.Message second = missed == 0 && first.frame().length < MOST_TOGETHER ? next() : null;
        if (missed == 0 && second == null) {
            write(first.asFrame());
            return;
        }
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        tellMissed(missed, together);
        together.writeBytes(first.frame());
        for (Hub.Message each = second; each != null; each = together.size() < MOST_TOGETHER ? next() : null) {
            tellMissed(missed(each), together);
            together.writeBytes(each.frame());
        }
        write(ByteBuffer.wrap(together.toByteArray()));
    }

    private static void tellMissed(long missed, ByteArrayOutputStream to) {
        if (missed > 0) {
            to.writeBytes(Json.utf8("event: missed\ndata: {\"missed\":" + missed + "}\n\n"));
        }
    }

    private void write(ByteBuffer bytes) {
        exchange.response.write(false, bytes, this);
    }

    @Override
    void sendHeartbeat() {
        write(ByteBuffer.wrap(COMMENT));
    }

    @Override
    void sendEnd() {
        exchange.response.write(true, null, this);
    }

    @Override
    void cut(Throwable cause) {
        if (exchange.request.getConnectionMetaData().getHttpVersion().compareTo(HttpVersion.HTTP_1_1) <= 0) {
            exchange.request
                    .getConnectionMetaData()
                    .getConnection()
                    .getEndPoint()
                    .close(cause);
        } else {
            // Others share the connection.
            exchange.request.fail(cause);
        }
    }

    @Override
    void closed(Throwable cause) {
        if (cause == null) {
            exchange.callback.succeeded();
        } else {
            exchange.callback.failed(cause);
        }
    }
}
