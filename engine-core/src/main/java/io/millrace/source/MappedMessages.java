package io.millrace.source;

import io.millrace.function.Fn;
import io.millrace.state.serde.Type;
import io.millrace.state.store.Disk;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes events of what another source makes of messages; all else is as it says. */
final class MappedMessages<M, T, E> extends AcknowledgedSource<M, E> {

    private static final long serialVersionUID = 1;

    private final AcknowledgedSource<M, T> messages;
    private final Type<E> type;
    private final Fn<? super T, ? extends E> function;

    MappedMessages(AcknowledgedSource<M, T> messages, Type<E> type, Fn<? super T, ? extends E> function) {
        this.messages = messages;
        this.type = Objects.requireNonNull(type, "the type of the events must not be null");
        this.function = Objects.requireNonNull(function, "the function of events must not be null");
    }

    @Override
    protected Inbox<M> connect(SourceContext context) throws Exception {
        return messages.connect(context);
    }

    @Override
    protected E event(M message) throws Exception {
        return function.apply(
                Objects.requireNonNull(messages.event(message), "nothing has been made of the message itself"));
    }

    @Override
    protected int mostUnacknowledged() {
        return messages.mostUnacknowledged();
    }

    @Override
    public Type<E> eventType() {
        return type;
    }

    @Override
    public int maxParallelism() {
        return messages.maxParallelism();
    }

    @Override
    public boolean live() {
        return messages.live();
    }

    @Override
    public List<Path> files() {
        return messages.files();
    }

    @Override
    public void simulate(Disk disk) {
        messages.simulate(disk);
    }

    @Override
    public Optional<String> whyNotPortable() {
        return messages.whyNotPortable();
    }

    @Override
    public String toString() {
        return messages.toString();
    }
}
