package io.millrace.kafka;

import io.millrace.operator.TaskContext;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.Splits;
import io.millrace.state.log.LimitedLog;
import io.millrace.time.Clock;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Finds the partitions of the topics, and where those begin that the job does not have yet. */
final class PartitionFinder implements SplitFinder {

    private static final Logger LOG = System.getLogger("io.millrace.kafka");

    /** When to look again while no broker answers. */
    private static final Duration SOON = Duration.ofSeconds(10);

    /** How long to ask while there is something to be read, which the thread that asks does not do meanwhile. */
    private static final int PATIENCE_MILLIS = 3_000;

    /** Between two looks at topics that are read to an end. */
    private static final Duration SHORTEST = Duration.ofMillis(20);

    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** What a look costs, roughly. */
    private static final double LOOK_NANOS = 5e6;

    private final SourceSettings settings;
    private final String source;
    private final Clock clock;
    private final long beganNanos;

    /** Of a source that ends. */
    private final Set<String> ended = new HashSet<>();

    private final LimitedLog log;
    private final Admin admin;
    private final OffsetLookup offsets;
    private final Failures failures;

    /** Whether it has found out what there is, in this attempt or the one that this one goes on from. */
    private boolean hasFound;

    private PartitionFinder(SourceSettings settings, TaskContext context, Admin admin, Failures failures) {
        this.settings = settings;
        source = context.operator();
        clock = context.clock();
        beganNanos = clock.nanos();
        log = new LimitedLog(LOG, Duration.ofMinutes(1), context.clock()::nanos);
        this.admin = admin;
        this.failures = failures;
        offsets = new OffsetLookup(admin, settings);
    }

    static PartitionFinder open(SourceSettings settings, TaskContext context, Failures failures) throws Exception {
        String clientId = context.job() + "-" + context.operator() + "-partitions-" + context.attempt();
        Admin admin = new Clients(settings.clients, failures).admin(clientId);
        return new PartitionFinder(settings, context, admin, failures);
    }

    @Override
    public Splits find(Set<String> known) throws Exception {
        if (settings.end != null && hasFound && ended.containsAll(known)) {
            return Splits.all(known.stream().map(Split::new).toList());
        }
        try {
            checkMembers();
            Splits found = splits(topics(known), known);
            hasFound = true;
            return found;
        } catch (Exception e) {
            if (!hasFound || !Failures.isPassing(e)) {
                throw failures.of(e);
            }
            log.log(
                    Logger.Level.WARNING,
                    () -> "source '" + source
                            + "': no broker says what partitions there are; those that are known are read on: "
                            + Failures.cause(e));
            return Splits.soFar(known.stream().map(Split::new).toList(), least(settings.lookAgain, SOON));
        }
    }

    /** A member reads the same records, and has what this job commits refused. */
    private void checkMembers() throws Exception {
        if (settings.group == null || (settings.end != null && hasFound)) {
            return;
        }
        Collection<MemberDescription> members = members();
        if (!members.isEmpty()) {
            throw failures.refused(
                    "the group '" + settings.group + "' has members: "
                            + members.stream()
                                    .map(member -> member.clientId() + " at " + member.host())
                                    .sorted()
                                    .distinct()
                                    .collect(Collectors.joining(", "))
                            + ". They would read the same records: stop them (one that was killed goes after its session.timeout.ms), or name"
                            + " another group(...)",
                    null);
        }
    }

    private Collection<MemberDescription> members() throws Exception {
        try {
            return admin.describeConsumerGroups(
                            List.of(settings.group), new DescribeConsumerGroupsOptions().timeoutMs(patience()))
                    .describedGroups()
                    .get(settings.group)
                    .get()
                    .members();
        } catch (Exception e) {
            // Partitions are to be found though the group's broker is away; it is asked again with the next look.
            boolean isLater = hasFound && Failures.isPassing(e);
            if (isLater || Failures.cause(e) instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw e;
        }
    }

    /** What there is, by name, after what the job has was found in it. */
    private Map<String, TopicDescription> topics(Set<String> known) throws Exception {
        Map<String, TopicDescription> topics =
                settings.topics.pattern() == null ? described(settings.topics.names()) : matching();
        topics.keySet().removeAll(settings.forgotten);
        for (String split : known) {
            Place.Partition partition = Place.Partition.of(split);
            String topic = partition.partition().topic();
            if (!settings.forgotten.contains(topic)) {
                TopicDescription now = topics.get(topic);
                check(topic, now, now != null && now.topicId().equals(partition.topic()));
                checkShare(partition.partition());
            }
        }
        return topics;
    }

    private void check(String topic, TopicDescription now, boolean isTheSame) {
        if (!isTheSame) {
            throw failures.refused(
                    "topic '" + topic + "', which the job has read, "
                            + (now == null
                                    ? "is not there any more, or is none of those to be read"
                                    : "was deleted and made anew, so that its positions mean nothing")
                            + ". If nothing of it is to be read any more, say without(\"" + topic + "\")"
                            + (now == null ? "" : "; to read the new one, give the source another name, too"),
                    null);
        }
    }

    private void checkShare(TopicPartition partition) {
        if (!settings.isShared(partition)) {
            throw failures.refused(
                    "the job has read partition " + partition.partition() + " of topic '" + partition.topic()
                            + "', which is not in share " + settings.share + " of " + settings.shares
                            + ": a job that goes on has the share that it had. To divide the partitions anew, have jobs begin under other"
                            + " names",
                    null);
        }
    }

    private Map<String, TopicDescription> described(Collection<String> names) throws Exception {
        Map<String, TopicDescription> topics = new LinkedHashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> each : admin.describeTopics(
                        names, new DescribeTopicsOptions().timeoutMs(patience()))
                .topicNameValues()
                .entrySet()) {
            try {
                topics.put(each.getKey(), each.getValue().get());
            } catch (Exception e) {
                // With a pattern it is one that has gone since it was listed.
                boolean isGone = Failures.cause(e) instanceof UnknownTopicOrPartitionException;
                if (isGone && settings.topics.pattern() == null && !settings.forgotten.contains(each.getKey())) {
                    throw failures.noTopic(each.getKey(), e);
                }
                if (!isGone) {
                    throw e;
                }
            }
        }
        return topics;
    }

    /** Milliseconds; null for what the client does of itself. */
    private Integer patience() {
        return hasFound ? PATIENCE_MILLIS : null;
    }

    private Map<String, TopicDescription> matching() throws Exception {
        List<String> names = admin.listTopics(new ListTopicsOptions().timeoutMs(patience())).names().get().stream()
                .filter(name -> settings.topics.pattern().matcher(name).matches())
                .sorted()
                .toList();
        return described(names);
    }

    private Splits splits(Map<String, TopicDescription> topics, Set<String> known) throws Exception {
        List<Place.Partition> all = topics.values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new Place.Partition(
                                new TopicPartition(topic.name(), partition.partition()), topic.topicId())))
                .filter(each -> settings.isShared(each.partition()))
                // Of a source that ends, what has come since the job began is not read.
                .filter(each -> settings.end == null || !hasFound || known.contains(each.split()))
                .sorted(Comparator.comparing(
                                (Place.Partition each) -> each.partition().topic())
                        .thenComparing(each -> each.partition().partition()))
                .toList();
        Set<TopicPartition> fresh = all.stream()
                .filter(each -> !known.contains(each.split()))
                .map(Place.Partition::partition)
                .collect(Collectors.toSet());
        // What has come since the job began is read from its first record on.
        Map<TopicPartition, Place> places = fresh.isEmpty()
                ? Map.of()
                : offsets.places(fresh, hasFound ? Offsets.earliest() : settings.start, patience());
        List<Split> splits = new ArrayList<>();
        for (Place.Partition each : all) {
            Place place = places.get(each.partition());
            splits.add(new Split(each.split(), place == null ? null : place.toList()));
        }
        if (settings.end == null) {
            return Splits.soFar(splits, settings.lookAgain);
        }
        boolean isOpen = known.stream().anyMatch(split -> !ended.contains(split))
                || places.values().stream().anyMatch(place -> place.offset() < place.end());
        return isOpen ? Splits.soFar(splits, untilEnd()) : Splits.all(splits);
    }

    /**
     * A topic that is deleted before its end would be waited for in vain, so it is looked at. A look tells the end of the source, too: it is late by half an interval, which costs as much
     * here as the looks before it have.
     */
    private Duration untilEnd() {
        Duration even = Duration.ofNanos((long) Math.sqrt(2 * LOOK_NANOS * (clock.nanos() - beganNanos)));
        return least(settings.lookAgain, least(LONGEST, even.compareTo(SHORTEST) < 0 ? SHORTEST : even));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void onRestore(Set<String> splits) {
        hasFound = true;
        ended.addAll(splits);
    }

    @Override
    public void onEnd(String split, Object position) {
        ended.add(split);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
