package io.millrace.flink;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** A sink of Flink's that commits with checkpoints, once what comes twice, to where the test sees it. */
final class FlinkVault implements Sink<String>, SupportsCommitter<List<String>> {

    private static final long serialVersionUID = 1;

    /** By test, and the first line of what was committed, which no other has. */
    private static final Map<String, Map<String, List<String>>> COMMITTED = new ConcurrentHashMap<>();

    private static final AtomicLong COUNT = new AtomicLong();

    private final String test;

    FlinkVault(String test) {
        this.test = test;
    }

    private static Map<String, List<String>> of(String test) {
        return COMMITTED.computeIfAbsent(test, unused -> new ConcurrentHashMap<>());
    }

    static List<String> committed(String test) {
        return of(test).values().stream()
                .flatMap(lines -> lines.stream().skip(1))
                .sorted()
                .toList();
    }

    @Override
    public CommittingSinkWriter<String, List<String>> createWriter(WriterInitContext context) {
        return new Writer();
    }

    private static final class Writer implements CommittingSinkWriter<String, List<String>> {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void write(String line, Context context) {
            lines.add(line);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public Collection<List<String>> prepareCommit() {
            if (lines.isEmpty()) {
                return List.of();
            }
            lines.add(0, Long.toString(COUNT.incrementAndGet()));
            List<String> prepared = List.copyOf(lines);
            lines.clear();
            return List.of(prepared);
        }

        @Override
        public void close() {}
    }

    @Override
    public Committer<List<String>> createCommitter(CommitterInitContext context) {
        return new InMemory(test);
    }

    private record InMemory(String test) implements Committer<List<String>> {

        @Override
        public void commit(Collection<CommitRequest<List<String>>> requests) {
            requests.forEach(
                    request -> of(test).putIfAbsent(request.getCommittable().get(0), request.getCommittable()));
        }

        @Override
        public void close() {}
    }

    @Override
    public SimpleVersionedSerializer<List<String>> getCommittableSerializer() {
        return new Lines();
    }

    private static final class Lines implements SimpleVersionedSerializer<List<String>> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(List<String> lines) {
            return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public List<String> deserialize(int version, byte[] bytes) {
            return List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1));
        }
    }
}
