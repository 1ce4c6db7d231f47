package io.millrace.kafka;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The brokers, and what was said of Kafka's clients by Kafka's own names.
 *
 * @param servers where to begin
 * @param given by name
 */
record ClientSettings(String servers, Map<String, String> given) implements Serializable {

    private static final Map<String, String> OWN = Map.ofEntries(
            Map.entry("bootstrap.servers", "it is the first argument of Kafka.source and Kafka.sink"),
            Map.entry("client.id", "it is made of the names of the job and of the source or sink, and of the attempt"),
            Map.entry("key.deserializer", "say what keys are by records(...)"),
            Map.entry("value.deserializer", "say what values are by values(...) or records(...)"),
            Map.entry("key.serializer", "say what keys are by key(...)"),
            Map.entry("value.serializer", "say what values are by the format of Kafka.sink"),
            Map.entry("enable.auto.commit", "positions are committed when a snapshot has them; see group(...)"),
            Map.entry(
                    "auto.offset.reset",
                    "say where to begin by startingAt(...); what is missing later is an error, not a gap"),
            Map.entry("group.id", "say which group is to know the positions by group(...)"),
            Map.entry("isolation.level", "say it by readUncommitted()"),
            Map.entry("allow.auto.create.topics", "a topic that is not there is an error"),
            Map.entry("transactional.id", "say it by transactions(...)"),
            Map.entry("enable.idempotence", "without it retries would write records twice"),
            Map.entry("acks", "a record counts as written when all replicas have it"));

    ClientSettings {
        if (servers == null || servers.isBlank()) {
            throw new IllegalArgumentException(
                    "give the brokers of Kafka to begin with, such as \"localhost:9092\", not '" + servers + "'");
        }
        given = Map.copyOf(given);
    }

    ClientSettings(String servers) {
        this(servers, Map.of());
    }

    ClientSettings with(String name, String value, boolean writes) {
        if (OWN.containsKey(name)) {
            throw new IllegalArgumentException("'" + name + "' is not to be set: " + OWN.get(name));
        }
        Set<String> known = writes ? ProducerConfig.configNames() : ConsumerConfig.configNames();
        if (!known.contains(name) && !AdminClientConfig.configNames().contains(name)) {
            throw new IllegalArgumentException("'" + name + "' is no setting of Kafka's "
                    + (writes ? "producer" : "consumer") + nearest(name, known)
                    + "; what a serializer or deserializer needs is for who makes that");
        }
        checkValue(
                name,
                value,
                known.contains(name)
                        ? (writes ? ProducerConfig.configDef() : ConsumerConfig.configDef())
                        : AdminClientConfig.configDef());
        Map<String, String> more = new HashMap<>(given);
        more.put(name, value);
        return new ClientSettings(servers, more);
    }

    private static void checkValue(String name, String value, ConfigDef settings) {
        if (value == null) {
            throw new IllegalArgumentException("the value of '" + name + "' must not be null; leave it out");
        }
        ConfigDef.ConfigKey setting = settings.configKeys().get(name);
        try {
            Object parsed = ConfigDef.parseType(name, value, setting.type);
            if (setting.validator != null) {
                setting.validator.ensureValid(name, parsed);
            }
        } catch (ConfigException e) {
            throw new IllegalArgumentException("Kafka does not take that: " + e.getMessage(), e);
        }
    }

    private static String nearest(String name, Set<String> known) {
        String plain = name.replaceAll("[._-]", "");
        return known.stream()
                .filter(each -> each.replaceAll("[._-]", "").equalsIgnoreCase(plain))
                .findFirst()
                .map(each -> ", which has '" + each + "'")
                .orElse("");
    }

    /** Of a client: what was given that it knows, unless given otherwise the defaults, and what must be. */
    Map<String, Object> of(Set<String> known, Map<String, Object> defaults, Map<String, Object> must) {
        Map<String, Object> all = new TreeMap<>(defaults);
        given.forEach((name, value) -> {
            if (known.contains(name)) {
                all.put(name, value);
            }
        });
        all.putAll(must);
        all.put("bootstrap.servers", servers);
        return all;
    }

    /** How long brokers hold a fetch that there is nothing for; at least what is their way. */
    Duration longestFetch() {
        int usual = ConsumerConfig.DEFAULT_FETCH_MAX_WAIT_MS;
        String said = given.get(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG);
        return Duration.ofMillis(said == null ? usual : Math.max(usual, Integer.parseInt(said.trim())));
    }

    /** How long clients try to get an answer. */
    Duration longestAnswer() {
        String name = ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG;
        Object usual = ConsumerConfig.configDef().defaultValues().get(name);
        return Duration.ofMillis(
                Long.parseLong(given.getOrDefault(name, usual.toString()).trim()));
    }

    @Override
    public String toString() {
        return servers;
    }
}
