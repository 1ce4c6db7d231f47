package io.millrace.survival;

import io.millrace.operator.Batch;
import io.millrace.sink.Committer;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.state.serde.Type;
import io.millrace.survival.Vault.Ticket;
import java.util.List;

/** Writes into a vault, and fails where it is told to. */
final class VaultSink implements TransactionalSink<Object, Ticket> {

    private static final long serialVersionUID = 1;

    private final transient Vault vault;
    private final transient Mishaps mishaps;
    private final boolean hosted;

    VaultSink(Vault vault, Mishaps mishaps) {
        this(vault, mishaps, false);
    }

    /** @param hosted whether writers and committer may be in different processes */
    VaultSink(Vault vault, Mishaps mishaps, boolean hosted) {
        this.vault = vault;
        this.mishaps = mishaps;
        this.hosted = hosted;
    }

    @Override
    public SinkWriter<Object> open(SinkContext context) {
        throw new IllegalStateException("a vault is for jobs with snapshots");
    }

    @Override
    public TransactionalWriter<Object, Ticket> openTransactional(SinkContext context, List<Ticket> restored) {
        mishaps.at(Hook.SINK_OPEN);
        return new Writer(context);
    }

    @Override
    public Committer<Ticket> committer(SinkContext context) {
        mishaps.at(Hook.COMMITTER_OPEN);
        return new VaultCommitter(context);
    }

    @Override
    public Type<Ticket> preparedType() {
        return Type.of(Ticket.class);
    }

    private static String idOfSink(SinkContext context) {
        return context.job() + "/" + context.operator() + "/";
    }

    private final class Writer implements TransactionalWriter<Object, Ticket> {

        private final String id;
        private final SnapshotNews news = new SnapshotNews(mishaps, "writer");
        private Vault.Transaction current;
        private int begun;

        private Writer(SinkContext context) {
            id = idOfSink(context) + context.attempt() + "/" + context.subtask() + "/";
        }

        @Override
        public void write(Batch<Object> batch) {
            for (int row = 0; row < batch.size(); row++) {
                mishaps.at(Hook.SINK_WRITE);
                if (current == null) {
                    current = vault.begin(id + ++begun);
                }
                current.write(batch.value(row));
            }
        }

        @Override
        public Ticket prepare(long snapshot) {
            news.begun(snapshot);
            mishaps.at(Hook.SINK_PREPARE);
            Ticket ticket = current == null ? null : current.prepare();
            current = null;
            mishaps.at(Hook.SINK_PREPARED);
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
        public void abort() {
            mishaps.at(Hook.SINK_ABORT);
            if (current != null) {
                current.abort();
            }
        }

        @Override
        public void close() {
            news.closed();
            mishaps.at(Hook.SINK_CLOSE);
        }
    }

    private final class VaultCommitter implements Committer<Ticket> {

        private final String id;
        private final int attempt;
        private final SnapshotNews news = new SnapshotNews(mishaps, "committer");

        private VaultCommitter(SinkContext context) {
            id = idOfSink(context);
            attempt = context.attempt();
        }

        @Override
        public void recover(List<Ticket> prepared) {
            mishaps.at(Hook.RECOVER);
            for (Ticket ticket : prepared) {
                blame(ticket.live() != null, "recovers what was not read from a snapshot");
                vault.commit(ticket);
                mishaps.at(Hook.COMMITTED);
            }
            for (String undecided : vault.undecided()) {
                if (undecided.startsWith(id) && attemptOf(undecided) < attempt) {
                    mishaps.at(Hook.RECOVER_ABORT);
                    vault.abort(undecided);
                }
            }
            mishaps.at(Hook.RECOVERED);
        }

        private int attemptOf(String transaction) {
            return Integer.parseInt(transaction.substring(id.length(), transaction.indexOf('/', id.length())));
        }

        @Override
        public void commit(long snapshot, List<Ticket> prepared) {
            news.completeOf(snapshot);
            mishaps.at(Hook.COMMIT);
            for (Ticket ticket : prepared) {
                blame(ticket.live() == null && !hosted, "is not given what the writer has used");
                commit(ticket);
                mishaps.at(Hook.COMMITTED);
            }
        }

        private void commit(Ticket ticket) {
            if (ticket.live() == null) {
                vault.commit(ticket);
            } else {
                ticket.live().commit();
            }
        }

        @Override
        public void onSnapshotAborted(long snapshot) {
            news.aborted(snapshot);
        }

        @Override
        public void close() {
            news.closed();
            mishaps.at(Hook.COMMITTER_CLOSE);
        }

        private void blame(boolean isWrong, String what) {
            if (isWrong) {
                mishaps.blame("committer " + what);
            }
        }
    }
}
