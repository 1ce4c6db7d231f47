package io.millrace.window.survival;

import io.millrace.operator.Batch;
import io.millrace.sink.Committer;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.state.serde.Type;
import io.millrace.window.survival.Vault.Ticket;
import java.util.ArrayList;
import java.util.List;

/** Writes into a vault, and fails where it is told to. */
final class VaultSink implements TransactionalSink<Event, Ticket> {

    private static final long serialVersionUID = 1;

    private final transient Vault vault;
    private final transient Mishaps mishaps;

    VaultSink(Vault vault, Mishaps mishaps) {
        this.vault = vault;
        this.mishaps = mishaps;
    }

    @Override
    public SinkWriter<Event> open(SinkContext context) {
        throw new IllegalStateException("a vault is for jobs with snapshots");
    }

    @Override
    public TransactionalWriter<Event, Ticket> openTransactional(SinkContext context, List<Ticket> restored) {
        mishaps.at(Hook.SINK_OPEN);
        return new Writer();
    }

    @Override
    public Committer<Ticket> committer(SinkContext context) {
        mishaps.at(Hook.COMMITTER_OPEN);
        return new VaultCommitter();
    }

    @Override
    public Type<Ticket> preparedType() {
        return Type.of(Ticket.class);
    }

    private final class Writer implements TransactionalWriter<Event, Ticket> {

        private final long number = vault.newWriter();
        private final List<Event> written = new ArrayList<>();
        private final SnapshotNews news = new SnapshotNews(mishaps, "writer");

        @Override
        public void write(Batch<Event> batch) {
            for (int row = 0; row < batch.size(); row++) {
                mishaps.at(Hook.SINK_WRITE);
                written.add(batch.value(row));
            }
        }

        @Override
        public Ticket prepare(long snapshot) {
            news.begun(snapshot);
            mishaps.at(Hook.SINK_PREPARE);
            Ticket ticket = vault.prepare(number, written);
            written.clear();
            return ticket;
        }

        @Override
        public void finish() {
            mishaps.at(Hook.SINK_FINISH);
        }

        @Override
        public void onSnapshotComplete(long snapshot) {
            news.complete(snapshot);
        }

        @Override
        public void onSnapshotAborted(long snapshot) {
            news.aborted(snapshot);
        }

        @Override
        public void close() {
            news.closed();
            mishaps.at(Hook.SINK_CLOSE);
        }
    }

    private final class VaultCommitter implements Committer<Ticket> {

        @Override
        public void recover(List<Ticket> prepared) {
            mishaps.at(Hook.RECOVER);
            prepared.forEach(vault::commit);
            vault.forgetPrepared();
            mishaps.at(Hook.RECOVERED);
        }

        @Override
        public void commit(List<Ticket> prepared) {
            mishaps.at(Hook.COMMIT);
            prepared.forEach(vault::commit);
            mishaps.at(Hook.COMMITTED);
        }

        @Override
        public void close() {
            mishaps.at(Hook.COMMITTER_CLOSE);
        }
    }
}
