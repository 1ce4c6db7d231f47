package io.millrace.source;

import io.millrace.operator.Batch;

/** Takes what is asked, and gives it an id. */
final class RequestReader<Q> implements SourceReader<Request<Q>> {

    private final RequestDesk<Q, ?> desk;
    private final SourceContext context;
    private final String source;
    private final int attempt;
    private long latestMillis = Long.MIN_VALUE;
    private boolean stopped;

    RequestReader(RequestDesk<Q, ?> desk, SourceContext context) {
        this.desk = desk;
        this.context = context;
        source = context.operator();
        attempt = context.attempt();
        context.metrics().gauge("open requests", () -> desk.open.all().size());
        context.metrics().gauge("requests refused", () -> desk.refused.sum());
        context.metrics().gauge("requests timed out", () -> desk.timeouts.over.sum());
    }

    @Override
    public Fetch fetch(Batch<Request<Q>> batch) {
        while (!batch.isFull()) {
            Asked<Q, ?> asked = desk.open.poll();
            if (asked == null) {
                // Of one that is on its way in, whoever asks wakes.
                return stopped && desk.open.hasNoneToTake() ? Fetch.END : Fetch.WAIT;
            }
            Q question = asked.take(attempt);
            if (question != null) {
                if (batch.isEmpty()) {
                    latestMillis = Math.max(latestMillis, context.clock().millis());
                }
                batch.add(new Request<>(new RequestId(source, attempt, asked.number()), latestMillis, question));
            }
        }
        return Fetch.MORE;
    }

    @Override
    public boolean stop() {
        // In this order, what was asked before that is among what is found from now on.
        desk.stop();
        stopped = true;
        return true;
    }

    @Override
    public void close() {
        desk.close(context);
    }
}
