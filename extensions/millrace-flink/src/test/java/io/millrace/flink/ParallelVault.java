package io.millrace.flink;

import io.millrace.operator.Batch;
import io.millrace.sink.Committer;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.state.serde.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Commits with snapshots, by as many writers as there are, to where the test sees it. What is committed twice is there once. */
record ParallelVault(String test) implements TransactionalSink<Object, ParallelVault.Prepared> {

    private static final Map<String, Map<String, List<String>>> COMMITTED = new ConcurrentHashMap<>();
    private static final Map<String, Set<Integer>> WRITERS = new ConcurrentHashMap<>();

    /** Those whose commits fail. */
    private static final Set<String> BROKEN = ConcurrentHashMap.newKeySet();

    static void breakDown(String test) {
        BROKEN.add(test);
    }

    static void mend(String test) {
        BROKEN.remove(test);
    }

    /** What a writer has prepared. */
    record Prepared(String id, List<String> lines) {}

    private static Map<String, List<String>> of(String test) {
        return COMMITTED.computeIfAbsent(test, unused -> new ConcurrentHashMap<>());
    }

    static List<String> committed(String test) {
        return of(test).values().stream().flatMap(List::stream).sorted().toList();
    }

    /** The subtasks that have prepared something. */
    static Set<Integer> writers(String test) {
        return WRITERS.computeIfAbsent(test, unused -> ConcurrentHashMap.newKeySet());
    }

    @Override
    public Type<Prepared> preparedType() {
        return Type.of(Prepared.class);
    }

    @Override
    public SinkWriter<Object> open(SinkContext context) {
        throw new IllegalStateException("a vault is for jobs with snapshots");
    }

    @Override
    public TransactionalWriter<Object, Prepared> openTransactional(SinkContext context, List<Prepared> restored) {
        return new Writer(test, context);
    }

    private static final class Writer implements TransactionalWriter<Object, Prepared> {

        private final List<String> lines = new ArrayList<>();
        private final String test;
        private final SinkContext context;

        private Writer(String test, SinkContext context) {
            this.test = test;
            this.context = context;
        }

        @Override
        public void write(Batch<Object> batch) {
            for (int row = 0; row < batch.size(); row++) {
                lines.add(batch.value(row).toString());
            }
        }

        @Override
        public Prepared prepare(long snapshot) {
            if (lines.isEmpty()) {
                return null;
            }
            writers(test).add(context.subtask());
            Prepared prepared =
                    new Prepared(context.attempt() + "/" + context.subtask() + "/" + snapshot, List.copyOf(lines));
            lines.clear();
            return prepared;
        }
    }

    @Override
    public Committer<Prepared> committer(SinkContext context) {
        return new Committer<>() {
            @Override
            public void recover(List<Prepared> prepared) {
                commit(0, prepared);
            }

            @Override
            public void commit(long snapshot, List<Prepared> prepared) {
                if (snapshot > 0 && BROKEN.contains(test)) {
                    throw new IllegalStateException("the vault is broken");
                }
                prepared.forEach(each -> of(test).putIfAbsent(each.id(), each.lines()));
            }
        };
    }
}
