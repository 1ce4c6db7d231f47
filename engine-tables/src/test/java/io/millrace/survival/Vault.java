package io.millrace.survival;

import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Another system, with transactions: what is prepared is kept until somebody decides about it, by the id and the epoch of its
 * transaction. Notes what a client must not do. Thread-safe.
 */
final class Vault {

    private final TreeMap<String, Transaction> transactions = new TreeMap<>();
    private final List<Object> visible = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private long epochs;

    private enum State {
        OPEN,
        PREPARED,
        COMMITTED,
        ABORTED
    }

    /** A transaction, and the connection that it was begun by. */
    final class Transaction {

        private final String id;
        private final long epoch;
        private final List<Object> results = new ArrayList<>();
        private State state = State.OPEN;

        private Transaction(String id, long epoch) {
            this.id = id;
            this.epoch = epoch;
        }

        void write(Object result) {
            synchronized (Vault.this) {
                check(state == State.OPEN, "written to");
                results.add(result);
            }
        }

        Ticket prepare() {
            synchronized (Vault.this) {
                check(state == State.OPEN, "prepared");
                state = State.PREPARED;
                return new Ticket(id, epoch, this);
            }
        }

        void commit() {
            synchronized (Vault.this) {
                check(state == State.PREPARED || state == State.COMMITTED, "committed");
                if (state == State.PREPARED) {
                    visible.addAll(results);
                }
                state = State.COMMITTED;
            }
        }

        void abort() {
            synchronized (Vault.this) {
                check(state != State.COMMITTED, "aborted");
                state = State.ABORTED;
            }
        }

        private void check(boolean may, String what) {
            if (!may) {
                wrong.add("transaction " + id + " is " + state + ", and was " + what);
                throw new IllegalStateException(wrong.get(wrong.size() - 1));
            }
        }
    }

    /** What is known of a transaction that is prepared. */
    static final class Ticket {

        private final String id;
        private final long epoch;

        /** Null when it was read from a snapshot. */
        private final Vault.Transaction live;

        private Ticket(String id, long epoch, Vault.Transaction live) {
            this.id = id;
            this.epoch = epoch;
            this.live = live;
        }

        Vault.Transaction live() {
            return live;
        }
    }

    /** How tickets are written. */
    static final class TicketSerde implements Serde<Ticket> {

        @Override
        public boolean immutable() {
            return true;
        }

        @Override
        public int hash(Ticket ticket) {
            return ticket.id.hashCode();
        }

        @Override
        public void write(Ticket ticket, DataOutput out) throws IOException {
            out.writeUTF(ticket.id);
            out.writeLong(ticket.epoch);
        }

        @Override
        public Ticket read(DataInput in) throws IOException {
            return new Ticket(in.readUTF(), in.readLong(), null);
        }
    }

    /** Begins a transaction; the id has to be new. */
    synchronized Transaction begin(String id) {
        Transaction transaction = new Transaction(id, ++epochs);
        if (transactions.putIfAbsent(id, transaction) != null) {
            wrong.add("transaction " + id + " was begun twice");
            throw new IllegalStateException(wrong.get(wrong.size() - 1));
        }
        return transaction;
    }

    /** Commits what somebody has prepared who may be gone. */
    synchronized void commit(Ticket ticket) {
        Transaction transaction = transactions.get(ticket.id);
        if (transaction == null || transaction.epoch != ticket.epoch) {
            wrong.add("there is no transaction " + ticket.id + " of epoch " + ticket.epoch);
            throw new IllegalStateException(wrong.get(wrong.size() - 1));
        }
        transaction.commit();
    }

    /** The transactions that nobody has decided about. */
    synchronized List<String> undecided() {
        return transactions.values().stream()
                .filter(each -> each.state == State.OPEN || each.state == State.PREPARED)
                .map(each -> each.id)
                .toList();
    }

    synchronized void abort(String id) {
        transactions.get(id).abort();
    }

    synchronized List<Object> visible() {
        return List.copyOf(visible);
    }

    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }
}
