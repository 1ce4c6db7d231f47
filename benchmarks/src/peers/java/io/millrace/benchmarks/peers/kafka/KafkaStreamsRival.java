package io.millrace.benchmarks.peers.kafka;

import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Workload;
import java.util.Set;

/**
 * Kafka Streams, with a thread for each partition of a topic that is filled before the run. The clock stops when the
 * last result is there: the application is closed when the next one starts.
 */
public final class KafkaStreamsRival implements Rival {

    private static final Set<Workload> WORKLOADS = Set.of(
            Workload.STATELESS,
            Workload.CHAIN,
            Workload.TUMBLING,
            Workload.TUMBLING_1M,
            Workload.SLIDING,
            Workload.SESSION);

    private Broker broker;
    private TradeTopic topic;
    private StreamsRun run;
    private int runs;

    @Override
    public String name() {
        return "kafka-streams";
    }

    @Override
    public boolean runs(Workload workload, int parallelism) {
        return WORKLOADS.contains(workload);
    }

    @Override
    public void run(Workload workload, long events, int parallelism) throws Exception {
        if (broker == null) {
            broker = new Broker();
        }
        closeRun();
        fill(workload, events, parallelism);
        runs++;
        run = new StreamsRun(broker, topic, workload, runs);
        run.await();
    }

    private void fill(Workload workload, long events, int partitions) throws Exception {
        boolean keyed = TradeTopologies.isKeyed(workload);
        if (topic == null || !topic.canHold(workload.users(), keyed, partitions, events)) {
            closeTopic();
            topic = new TradeTopic(broker.address(), workload.users(), keyed, partitions);
        }
        topic.fill(events);
    }

    private void closeRun() {
        if (run != null) {
            run.close();
            run = null;
        }
    }

    private void closeTopic() {
        if (topic != null) {
            topic.close();
            topic = null;
        }
    }

    @Override
    public void close() {
        closeRun();
        closeTopic();
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }
}
