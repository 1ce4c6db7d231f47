package io.millrace.http;

import java.time.Duration;
import java.util.function.Predicate;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;

/** A client of a WebSocket: each message is a text; what it sends itself is not looked at. */
final class SocketClient extends HubClient implements FrameHandler {

    private CoreSession session;
    private volatile long heard = NanoTime.now();

    SocketClient(Audience audience, Predicate<Object> keys, long place, long begin) {
        super(audience, keys, place, begin);
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        // heartbeats tell who is gone
        opened.setIdleTimeout(Duration.ZERO);
        callback.succeeded();
        opened.demand();
        audience.enter(this);
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        heard = NanoTime.now();
        if (frame.getOpCode() == OpCode.PING) {
            Frame pong = new Frame(OpCode.PONG, BufferUtil.copy(frame.getPayload()));
            callback.succeeded();
            // One at a time, so that who does not read them cannot ask for more.
            session.sendFrame(pong, Callback.from(session::demand, this::gone), false);
        } else {
            callback.succeeded();
            if (frame.getOpCode() != OpCode.CLOSE) {
                session.demand();
            }
        }
    }

    private void gone(Throwable cause) {
        abort(cause);
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        abort(cause);
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        audience.leave(this);
        close();
        callback.succeeded();
    }

    @Override
    void send(Hub.Message message, long missed) {
        session.sendFrame(new Frame(OpCode.TEXT, message.asJson()), this, false);
    }

    @Override
    void sendHeartbeat() {
        session.sendFrame(new Frame(OpCode.PING), this, false);
    }

    @Override
    void sendEnd() {
        session.close(CloseStatus.SHUTDOWN, "the server stops", this);
    }

    @Override
    boolean isLost() {
        EventOptions options = audience.options;
        return NanoTime.since(heard)
                > options.patience.plus(options.heartbeat.multipliedBy(2)).toNanos();
    }

    @Override
    void cut(Throwable cause) {
        abort(cause);
        session.abort();
    }

    @Override
    void closed(Throwable cause) {
        if (cause != null) {
            session.abort();
        }
    }
}
