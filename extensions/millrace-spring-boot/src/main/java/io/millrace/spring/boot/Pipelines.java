package io.millrace.spring.boot;

import io.millrace.Pipeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;

/** The pipelines among the beans, by their names. */
final class Pipelines {

    private Pipelines() {}

    /**
     * Finds them.
     *
     * @return in the order of {@code @Order}, and otherwise in that in which they were declared
     * @throws DuplicatePipelineException when two have one name
     */
    static Map<String, Pipeline> in(ListableBeanFactory beans) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        beans.getBeansOfType(Pipeline.class)
                .forEach((bean, pipeline) -> names.computeIfAbsent(pipeline.name(), unused -> new ArrayList<>())
                        .add(bean));
        names.forEach((pipeline, all) -> {
            if (all.size() > 1) {
                throw new DuplicatePipelineException(pipeline, all);
            }
        });
        Map<String, Pipeline> pipelines = new LinkedHashMap<>();
        beans.getBeanProvider(Pipeline.class).orderedStream().forEach(each -> pipelines.put(each.name(), each));
        return pipelines;
    }
}
