package io.millrace.kafka;

import io.millrace.function.SupplierFn;
import io.millrace.refusal.JobRefusedException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Says what Kafka's exceptions mean, and what to do about them. */
final class Failures {

    private final String who;
    private final String servers;
    private final BiFunction<String, Throwable, JobRefusedException> refusal;

    /**
     * @param who such as "source 'orders'"
     * @param refusal makes what is thrown where trying again would not help
     */
    Failures(String who, String servers, BiFunction<String, Throwable, JobRefusedException> refusal) {
        this.who = who;
        this.servers = servers;
        this.refusal = refusal;
    }

    /** What Kafka has thrown, without its wrapping. */
    static Throwable cause(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null
                && (cause instanceof ExecutionException || cause.getClass() == KafkaException.class)) {
            cause = cause.getCause();
        }
        return cause;
    }

    static boolean isPassing(Throwable error) {
        Throwable cause = cause(error);
        return (cause instanceof RetriableException && !(cause instanceof UnknownTopicOrPartitionException))
                || cause instanceof java.util.concurrent.TimeoutException;
    }

    /** What to throw. */
    Exception of(Throwable error) {
        Throwable cause = cause(error);
        if (cause instanceof JobRefusedException || cause instanceof InterruptedException) {
            return (Exception) cause;
        }
        if (cause instanceof InterruptException) {
            return new InterruptedException(who + " was interrupted");
        }
        String permanent = permanent(cause);
        if (permanent != null) {
            return refused(permanent, cause);
        }
        String passing = passing(cause);
        return new IOException(
                who + ": " + (passing == null ? "Kafka at " + servers + ": " + told(cause) : passing), cause);
    }

    /** A client of Kafka, which talks to nobody while it is made: that it cannot be made is up to its settings. */
    <C> C made(SupplierFn<C> maker) throws Exception {
        try {
            return maker.get();
        } catch (KafkaException e) {
            Throwable cause = cause(e);
            throw cause instanceof ConfigException
                    ? of(e)
                    : refused("Kafka's client cannot be made with these settings: " + cause, e);
        }
    }

    JobRefusedException refused(String what, Throwable cause) {
        return refusal.apply(who + ": " + what, cause);
    }

    void checkTopic(KafkaConsumer<?, ?> asking, String topic) {
        List<?> partitions = asking.partitionsFor(topic);
        if (partitions == null || partitions.isEmpty()) {
            throw noTopic(topic, null);
        }
    }

    JobRefusedException noTopic(String topic, Throwable cause) {
        return refused(
                "there is no topic '" + topic + "' at " + servers + ": make it first (kafka-topics.sh --create --topic "
                        + topic + " ...), or correct the name",
                cause);
    }

    private String permanent(Throwable cause) {
        if (cause instanceof TopicAuthorizationException denied) {
            return "may not use topics " + denied.unauthorizedTopics() + " at " + servers
                    + ": give its user the right to describe and read or write them";
        }
        if (cause instanceof GroupAuthorizationException denied) {
            return "may not use the group '" + denied.groupId() + "' at " + servers
                    + ": give its user the right to read that group";
        }
        if (cause instanceof TransactionalIdAuthorizationException) {
            return "may not use its transactional id at " + servers
                    + ": give its user the right to describe and write that, or name another one by transactions(...)";
        }
        if (cause instanceof ClusterAuthorizationException) {
            return "may not do what it has to at " + servers + ": " + told(cause);
        }
        if (cause instanceof AuthenticationException) {
            return "is not let in at " + servers + ": " + told(cause) + "; see what is set as sasl.* and ssl.*";
        }
        if (cause instanceof UnknownTopicOrPartitionException || cause instanceof InvalidTopicException) {
            return "there is no such topic at " + servers + ": " + told(cause)
                    + "; make it first, it is not made by itself";
        }
        if (cause instanceof ConfigException || cause instanceof IllegalArgumentException) {
            return "a setting of Kafka is wrong: " + told(cause);
        }
        if (cause instanceof InvalidTxnTimeoutException || told(cause).contains("transaction.max.timeout.ms")) {
            return "transaction.timeout.ms is more than the broker's transaction.max.timeout.ms: raise that, or set less by"
                    + " with(\"transaction.timeout.ms\", ...), as much as the rows of one snapshot may take to be written";
        }
        return null;
    }

    private String passing(Throwable cause) {
        if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
            return "its transaction is no more: another attempt at the job has begun, or the broker has given it up after"
                    + " transaction.timeout.ms";
        }
        if (cause instanceof RecordTooLargeException) {
            return told(cause)
                    + "; raise max.request.size here and max.message.bytes of the topic, or write smaller records";
        }
        if (isPassing(cause) && told(cause).contains("not present in metadata")) {
            return "there is no such topic or partition at " + servers + ", or no broker answers: " + told(cause);
        }
        if (isPassing(cause)) {
            return "no broker at " + servers + " has answered in time (" + told(cause)
                    + "); are they running, and can they be reached under the names that they give themselves?";
        }
        return null;
    }

    private static String told(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
