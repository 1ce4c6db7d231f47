package io.millrace.source;

import io.millrace.operator.Batch;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.source.SourceReader.Lag;
import io.millrace.source.internal.EventLog;
import io.millrace.source.internal.LogReader;
import io.millrace.state.log.SafeText;
import io.millrace.state.serde.BytesInput;
import io.millrace.state.serde.Serde;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** Reads a journal from where a snapshot was, and has the files deleted that no snapshot needs. */
final class JournalReader<T> implements SourceReader<T> {

    private final Journal<T> journal;
    private final Journal<T>.Files files;
    private final EventLog log;
    private final LogReader reader;
    private final SourceContext context;
    private volatile long read;

    /** How the form of the events is read that were read last. */
    private String form;

    private Serde.Reader<? extends T> decoder;

    /** Where the snapshots are that this reader has been told of. */
    private final TreeMap<Long, Long> snapshots = new TreeMap<>();

    JournalReader(Journal<T> journal, Journal<T>.Files files, SourceContext context) throws IOException {
        this.journal = journal;
        this.files = files;
        this.context = context;
        log = files.log;
        read = start(context.startPosition());
        reader = log.reader(read);
        boolean opened = false;
        try {
            if (reader.next() == LogReader.Next.EVENT) {
                decoder();
            }
            opened = true;
        } finally {
            if (!opened) {
                reader.close();
            }
        }
        files.readTo(reader.atByte());
        context.metrics().gauge("unread bytes", files::unread);
        context.metrics().gauge("journal bytes", log::bytes);
    }

    private long start(Object position) {
        if (position == null) {
            return log.begin();
        }
        if (!(position instanceof List<?> place)
                || place.size() != 2
                || !(place.get(0) instanceof Long identity)
                || !(place.get(1) instanceof Long event)) {
            throw Positions.foreign(context, position, "a journal and the number of an event");
        }
        if (identity != log.identity()) {
            throw unfit("it is another journal now than the one that the snapshot was taken with");
        }
        if (event > log.end()) {
            throw unfit("it ends before event " + log.end() + ", and the snapshot has the effect of the events before "
                    + event
                    + ": it has been replaced by an older copy, or its disk has lost what it had said was safe");
        }
        return event;
    }

    private UnfitSnapshotException unfit(String why) {
        return new UnfitSnapshotException(
                "source '" + context.operator() + "' cannot go on with " + journal + ": " + why
                        + ". Put its directory back as it was; or else start without the snapshot, or give the source another name,"
                        + " to read what is there from its beginning",
                null);
    }

    @Override
    public Fetch fetch(Batch<T> batch) throws IOException {
        // Asked before reading: what was emitted before the completion is then among what is read.
        boolean over = log.isCompleted();
        Fetch fetched = fetch(batch, over);
        read = reader.position();
        files.readTo(reader.atByte());
        return fetched;
    }

    private Fetch fetch(Batch<T> batch, boolean over) throws IOException {
        while (!batch.isFull()) {
            switch (reader.next()) {
                case NOTHING -> {
                    return over ? Fetch.END : Fetch.WAIT;
                }
                case DAMAGE -> {
                    if (batch.isEmpty()) {
                        String damage = reader.damage();
                        reader.pass();
                        context.reject(
                                null,
                                new IOException("source '" + context.operator() + "': " + damage
                                        + ". Put the file back from a copy; or else pass over what is lost by onError(...) right behind"
                                        + " the source"));
                    }
                    return Fetch.MORE;
                }
                case EVENT -> {
                    if (!add(batch)) {
                        return Fetch.MORE;
                    }
                }
            }
        }
        return Fetch.MORE;
    }

    /** Returns whether to go on: what is before an event that cannot be read gets on its way first. */
    private boolean add(Batch<T> batch) throws IOException {
        Serde.Reader<? extends T> decodes = decoder();
        BytesInput bytes = reader.event();
        int length = bytes.remaining();
        try {
            T event = Objects.requireNonNull(decodes.read(bytes), "its serde returned null");
            if (bytes.remaining() > 0) {
                throw new IOException("of its " + length + " bytes " + bytes.remaining() + " are left");
            }
            batch.add(event);
            reader.pass();
            return true;
        } catch (Exception e) {
            if (batch.isEmpty()) {
                String which = "event " + reader.position() + " of " + journal;
                reader.pass();
                context.reject(
                        which,
                        new IOException(
                                "source '" + context.operator() + "': " + which + " cannot be read: "
                                        + SafeText.message(e),
                                e));
            } else {
                reader.again();
            }
            return false;
        }
    }

    private Serde.Reader<? extends T> decoder() throws IOException {
        String written = reader.form();
        if (!written.equals(form)) {
            try {
                decoder = Serde.readerFor(journal.serde, written);
            } catch (Exception e) {
                throw new UnfitSnapshotException(
                        "source '" + context.operator() + "': the events of " + journal + " from " + reader.position()
                                + " on cannot be read as they were written: " + SafeText.message(e)
                                + ". Have the program read them that has written them, or give their type back what it had",
                        e);
            }
        }
        // Each segment has its own, which is equal to itself at a glance.
        form = written;
        return decoder;
    }

    @Override
    public Object position() {
        return List.of(log.identity(), reader.position());
    }

    /** What has not been read is read by a later run. */
    @Override
    public boolean stop() {
        return false;
    }

    /** No later run follows: what was accepted is read, and nothing more is accepted. */
    @Override
    public boolean drain() {
        journal.complete(files);
        return true;
    }

    @Override
    public void onSnapshotComplete(long snapshot, Object position) throws IOException {
        snapshots.put(snapshot, start(position));
        long oldest = context.oldestSnapshot();
        // One that an earlier run has left may need more than is known here.
        if (snapshots.containsKey(oldest)) {
            snapshots.headMap(oldest).clear();
            // Positions ascend as snapshots do.
            deleteBefore(snapshots.firstEntry().getValue());
        }
    }

    private void deleteBefore(long event) {
        try {
            log.deleteBefore(event);
        } catch (IOException e) {
            journal.warn(
                    "files that no snapshot needs cannot be deleted, which is tried again: " + SafeText.message(e));
        }
    }

    @Override
    public Lag lag() {
        return Lag.records(Math.max(0, log.end() - read));
    }

    @Override
    public void close() throws IOException {
        journal.detach(context);
        reader.close();
    }
}
