package io.millrace.runtime;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Gives a known list of events per reader, in portions and with pauses that a seed decides. */
final class ScriptedSource implements Source<Event> {

    /** How far timestamps go back. */
    static final int DISORDER_MILLIS = 50;

    private final int number;
    private final boolean blocking;
    private final List<SplittableRandom> randoms = new ArrayList<>();
    private final List<List<Event>> scripts = new ArrayList<>();
    private final List<Reader> readers = Collections.synchronizedList(new ArrayList<>());

    ScriptedSource(int number, int parallelism, boolean blocking, int mostEvents, SplittableRandom random) {
        this.number = number;
        this.blocking = blocking;
        for (int reader = 0; reader < parallelism; reader++) {
            scripts.add(script(reader, random.nextInt(mostEvents + 1), random));
            randoms.add(random.split());
        }
    }

    private List<Event> script(int reader, int events, SplittableRandom random) {
        List<Event> script = new ArrayList<>();
        for (int seq = 0; seq < events; seq++) {
            long timestamp = seq * 10L - 500 + random.nextInt(DISORDER_MILLIS + 1);
            script.add(new Event(number, reader, seq, 0, "", timestamp));
        }
        return script;
    }

    @Override
    public SourceReader<Event> open(SourceContext context) {
        Reader reader = new Reader(context, scripts.get(context.subtask()), randoms.get(context.subtask()));
        readers.add(reader);
        return reader;
    }

    @Override
    public boolean blocking() {
        return blocking;
    }

    @Override
    public int maxParallelism() {
        return scripts.size();
    }

    /** All that it has to give. */
    Stream<Event> events() {
        return scripts.stream().flatMap(List::stream);
    }

    /** What has been fetched so far. */
    Stream<Event> fetched() {
        return readers.stream().flatMap(reader -> reader.script.subList(0, reader.next).stream());
    }

    /** How many barriers came before an event left its reader. */
    long barriersBefore(Event event) {
        return readers.stream()
                .filter(reader -> reader.context.subtask() == event.reader())
                .flatMap(reader -> reader.positionsAsked.stream())
                .filter(position -> position <= event.seq())
                .count();
    }

    /** Whether every reader is open: barriers that come before are not noticed. */
    boolean isOpen() {
        return readers.size() == scripts.size();
    }

    boolean hasEndedByItself() {
        return readers.stream().anyMatch(reader -> reader.ended);
    }

    boolean everyReaderIsClosedOnce() {
        return readers.stream().allMatch(reader -> reader.closed == 1);
    }

    private static final class Reader implements SourceReader<Event> {

        private final SourceContext context;
        private final List<Event> script;
        private final SplittableRandom random;
        private final List<Integer> positionsAsked = new ArrayList<>();
        private int next;
        private boolean ended;
        private int closed;

        private Reader(SourceContext context, List<Event> script, SplittableRandom random) {
            this.context = context;
            this.script = script;
            this.random = random;
        }

        @Override
        public Fetch fetch(Batch<Event> batch) {
            if (ended || closed > 0 || !batch.isEmpty()) {
                throw new AssertionError("fetch with ended " + ended + ", closed " + closed + ", batch " + batch);
            }
            int portion = random.nextInt(batch.capacity() + 1);
            while (portion-- > 0 && next < script.size()) {
                Event event = script.get(next++);
                batch.add(event);
            }
            if (next == script.size() && random.nextBoolean()) {
                ended = true;
                return Fetch.END;
            }
            return random.nextInt(4) == 0 ? pause() : Fetch.MORE;
        }

        private Fetch pause() {
            if (random.nextBoolean()) {
                context.wakeAtNanos(context.clock().nanos() + random.nextInt(2_000_000));
            } else {
                context.wakeAtNanos(context.clock().nanos());
            }
            return Fetch.WAIT;
        }

        @Override
        public Object position() {
            positionsAsked.add(next);
            return (long) next;
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
