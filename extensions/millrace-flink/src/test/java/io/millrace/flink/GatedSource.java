package io.millrace.flink;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.state.serde.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/** Numbers, in small parts, up to the one that a file says, which other processes write; to the end where there is no file. */
final class GatedSource implements Source<Long> {

    private static final long serialVersionUID = 1;

    private static final int PART = 50;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final long count;
    private final String gate;

    GatedSource(long count, Path gate) {
        this.count = count;
        this.gate = gate.toString();
    }

    /** Lets numbers up to one pass, in all processes. */
    static void open(Path gate, long upTo) throws IOException {
        Path next = gate.resolveSibling(gate.getFileName() + ".next");
        Files.writeString(next, Long.toString(upTo));
        Files.move(next, gate, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public Type<Long> eventType() {
        return Type.of(Long.class);
    }

    @Override
    public SourceReader<Long> open(SourceContext context) {
        return new Reader(context);
    }

    private final class Reader implements SourceReader<Long> {

        private final SourceContext context;
        private long next;
        private long opened;

        private Reader(SourceContext context) {
            this.context = context;
            next = context.startPosition() instanceof Long position ? position : 0;
        }

        @Override
        public Fetch fetch(Batch<Long> batch) throws IOException {
            if (next >= opened) {
                opened = Files.exists(Path.of(gate)) ? Long.parseLong(Files.readString(Path.of(gate))) : count;
            }
            long end = Math.min(Math.min(count, opened), next + PART);
            while (next < end) {
                batch.add(next++);
            }
            if (next >= count) {
                return Fetch.END;
            }
            context.wakeAtNanos(context.clock().nanos() + PAUSE_NANOS);
            return Fetch.WAIT;
        }

        @Override
        public Object position() {
            return next;
        }
    }
}
