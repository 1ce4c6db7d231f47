package io.millrace.redis;

import io.lettuce.core.Consumer;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XClaimArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.models.stream.PendingMessage;
import io.millrace.source.Inbox;
import io.millrace.source.SourceContext;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the consumer group gives to one task. At first, and whenever the connection was made anew, it looks through what the group has given to this consumer already: an answer that is lost on its way leaves
 * entries there that nobody has seen.
 */
final class RedisInbox implements Inbox<StreamMessage<String, String>> {

    private static final int PORTION = 1_000;
    private static final String BEGINNING = "0";
    private static final Duration ACKNOWLEDGING = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final String stream;
    private final String group;
    private final Failures failures;
    private final Connections connections;
    private final RedisAsyncCommands<String, String> reading;

    /** Of a connection of its own, since one that waits for entries answers nothing else. */
    private final RedisAsyncCommands<String, String> commands;

    private final String name;
    private final Consumer<String> consumer;
    private final Set<String> unacknowledged = new HashSet<>();
    private volatile boolean reconnected;

    /** Behind which id of what this consumer has been given already to look; null where that is done. */
    private String lookingBehind = BEGINNING;

    /** The answer that is waited for, or null. */
    private RedisFuture<List<StreamMessage<String, String>>> asked;

    /** What Redis has not answered for yet, in the order of asking. */
    private final Deque<Acknowledgement> acknowledging = new ArrayDeque<>();

    private record Acknowledgement(List<String> ids, Future<Long> answer) {}

    private RedisInbox(RedisSource source, String name, int subtask, Connections connections, Failures failures) {
        stream = source.stream;
        group = source.group;
        this.failures = failures;
        this.connections = connections;
        this.name = name;
        consumer = Consumer.from(group, name + subtask);
        StatefulRedisConnection<String, String> connection = connections.connect();
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
                reconnected = true;
            }
        });
        reading = connection.async();
        commands = connections.connect().async();
    }

    static RedisInbox open(RedisSource source, SourceContext context, Failures failures) {
        String name = context.job() + "/" + context.operator() + "/";
        Connections connections = Connections.lasting(source.uri, name + context.subtask(), failures);
        try {
            RedisInbox inbox = new RedisInbox(source, name, context.subtask(), connections, failures);
            inbox.makeGroup(source.start);
            inbox.claim(context.subtask(), context.parallelism());
            return inbox;
        } catch (Throwable e) {
            connections.close();
            throw e instanceof RuntimeException known ? known : failures.of(e);
        }
    }

    private void makeGroup(String start) throws InterruptedException {
        try {
            String unused = failures.outcome(commands.xgroupCreate(StreamOffset.from(stream, start), group));
        } catch (ExecutionException e) {
            String text = String.valueOf(e.getCause().getMessage());
            if (text.contains("requires the key to exist")) {
                throw failures.of("there is no stream '" + stream
                        + "' in Redis: append its first entry (XADD), or have it made (XGROUP CREATE " + stream + " "
                        + group + " 0 MKSTREAM)");
            }
            if (!text.startsWith("BUSYGROUP")) {
                throw failures.of(e);
            }
        }
    }

    /** What others have had: tasks of another parallelism, or of a job or source of another name. The group is for this source alone. Each task takes some of them. */
    private void claim(int subtask, int parallelism) throws InterruptedException {
        for (Object each : failures.answer(commands.xinfoConsumers(stream, group))) {
            String other = nameOf((List<?>) each);
            boolean isOfNow = other.startsWith(name)
                    && other.substring(name.length()).matches("\\d{1,9}")
                    && Integer.parseInt(other.substring(name.length())) < parallelism;
            if (!isOfNow && Math.floorMod(other.hashCode(), parallelism) == subtask) {
                claimAllOf(Consumer.from(group, other));
            }
        }
    }

    /** Names and values take turns. */
    private static String nameOf(List<?> description) {
        int at = description.indexOf("name");
        return at < 0 ? "" : description.get(at + 1).toString();
    }

    private void claimAllOf(Consumer<String> other) throws InterruptedException {
        while (true) {
            List<PendingMessage> entries =
                    failures.answer(commands.xpending(stream, other, Range.unbounded(), Limit.from(PORTION)));
            if (entries.isEmpty()) {
                return;
            }
            String[] ids = entries.stream().map(PendingMessage::getId).toArray(String[]::new);
            List<?> unused = failures.answer(commands.xclaim(
                    stream, consumer, new XClaimArgs().minIdleTime(0).justid(), ids));
        }
    }

    @Override
    public List<StreamMessage<String, String>> receive(int most, Duration wait) throws Exception {
        settle(Duration.ZERO);
        if (asked == null) {
            ask(most, wait);
        }
        List<StreamMessage<String, String>> answer;
        try {
            answer = asked.get(2 * wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Redis is away, or busy: the client asks it again when it is back.
            return List.of();
        } catch (ExecutionException e) {
            asked = null;
            if (isAway(e)) {
                // It may have given what has not come.
                lookingBehind = BEGINNING;
                return List.of();
            }
            throw failures.of(e);
        }
        asked = null;
        return taken(answer == null ? List.of() : answer);
    }

    @SuppressWarnings("unchecked") // the array of offsets is only read
    private void ask(int most, Duration wait) {
        if (reconnected) {
            reconnected = false;
            lookingBehind = BEGINNING;
        }
        XReadArgs args = new XReadArgs().count(most);
        asked = lookingBehind == null
                ? reading.xreadgroup(consumer, args.block(wait), StreamOffset.lastConsumed(stream))
                : reading.xreadgroup(consumer, args, StreamOffset.from(stream, lookingBehind));
    }

    /** Whether the connection broke, or Redis has just been started. */
    private static boolean isAway(ExecutionException e) {
        Throwable cause = e.getCause();
        while (cause != null
                && !(cause instanceof IOException)
                && !(cause instanceof RedisConnectionException)
                && !(cause instanceof RedisLoadingException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private List<StreamMessage<String, String>> taken(List<StreamMessage<String, String>> answer) {
        if (lookingBehind != null) {
            lookingBehind =
                    answer.isEmpty() ? null : answer.get(answer.size() - 1).getId();
        }
        List<StreamMessage<String, String>> messages = new ArrayList<>(answer);
        messages.removeIf(message -> !unacknowledged.add(message.getId()));
        return messages;
    }

    /** Until Redis has answered, what is given once more is known to have been read. */
    @Override
    public void acknowledge(List<StreamMessage<String, String>> messages) throws Exception {
        List<String> ids = messages.stream().map(StreamMessage::getId).toList();
        for (int from = 0; from < ids.size(); from += PORTION) {
            askToAcknowledge(ids.subList(from, Math.min(ids.size(), from + PORTION)));
        }
        settle(ACKNOWLEDGING);
    }

    private void askToAcknowledge(List<String> ids) {
        acknowledging.add(new Acknowledgement(ids, commands.xack(stream, group, ids.toArray(String[]::new))));
    }

    /** What waits for Redis to be back is sent by the client; what was under way when the connection broke, from here. */
    private void settle(Duration most) throws InterruptedException {
        try {
            while (!acknowledging.isEmpty()) {
                Long unused = acknowledging.peek().answer().get(most.toMillis(), TimeUnit.MILLISECONDS);
                acknowledging.remove().ids().forEach(unacknowledged::remove);
            }
        } catch (TimeoutException e) {
            // With the next call.
        } catch (ExecutionException e) {
            List<String> ids = acknowledging.remove().ids();
            if (!isAway(e)) {
                throw failures.of(e);
            }
            askToAcknowledge(ids);
        }
    }

    @Override
    public String place(StreamMessage<String, String> message) {
        return "entry " + message.getId() + " of stream '" + stream + "'";
    }

    @Override
    public void close() throws Exception {
        try {
            settle(CLOSING);
        } finally {
            connections.close();
        }
    }
}
