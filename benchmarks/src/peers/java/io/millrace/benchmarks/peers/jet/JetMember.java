package io.millrace.benchmarks.peers.jet;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.EdgeConfig;
import com.hazelcast.jet.pipeline.Pipeline;

/** A member that is alone, says nothing and asks nobody. */
final class JetMember implements AutoCloseable {

    /** A quarter of what it is unless told otherwise: what is on its way then stays in the processor's caches. */
    private static final int QUEUE_SIZE = 256;

    /** What a thread does that has nothing to do. */
    enum Idling {
        /** Parks for longer and longer, as it does unless told otherwise. */
        BACK_OFF,
        /** Parks for as short a time as can be set. */
        SHORTEST
    }

    private final int threads;
    private final Idling idling;
    private final HazelcastInstance hazelcast;

    JetMember(int threads, Idling idling) {
        this.threads = threads;
        this.idling = idling;
        System.setProperty("hazelcast.logging.type", "none");
        hazelcast = Hazelcast.newHazelcastInstance(config(threads, idling));
    }

    private static Config config(int threads, Idling idling) {
        Config config = new Config()
                .setProperty("hazelcast.logging.type", "none")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.health.monitoring.level", "OFF")
                .setProperty("hazelcast.socket.bind.any", "false");
        if (idling == Idling.SHORTEST) {
            config.setProperty("hazelcast.jet.idle.cooperative.min.microseconds", "1")
                    .setProperty("hazelcast.jet.idle.cooperative.max.microseconds", "1");
        }
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig()
                .setEnabled(true)
                .setCooperativeThreadCount(threads)
                .setDefaultEdgeConfig(new EdgeConfig().setQueueSize(QUEUE_SIZE));
        stayAlone(config.getNetworkConfig());
        return config;
    }

    private static void stayAlone(NetworkConfig network) {
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
    }

    boolean is(int threads, Idling idling) {
        return this.threads == threads && this.idling == idling;
    }

    void run(Pipeline pipeline) {
        start(pipeline).join();
    }

    Job start(Pipeline pipeline) {
        return hazelcast.getJet().newLightJob(pipeline);
    }

    @Override
    public void close() {
        hazelcast.getLifecycleService().terminate();
    }
}
