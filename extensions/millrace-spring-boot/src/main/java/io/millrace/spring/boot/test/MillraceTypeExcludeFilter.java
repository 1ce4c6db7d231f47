package io.millrace.spring.boot.test;

import io.millrace.Pipeline;
import io.millrace.sink.Sink;
import io.millrace.source.Source;
import java.io.IOException;
import java.util.List;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.core.type.MethodMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.util.ClassUtils;

/** Of what is scanned, leaves what declares pipelines, sources and sinks. */
final class MillraceTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<MillraceTest> {

    private static final List<Class<?>> STREAMED = List.of(Pipeline.class, Source.class, Sink.class);

    MillraceTypeExcludeFilter(Class<?> test) {
        super(test);
    }

    @Override
    protected boolean defaultInclude(MetadataReader type, MetadataReaderFactory types) throws IOException {
        return super.defaultInclude(type, types)
                || type.getAnnotationMetadata().getAnnotatedMethods(Bean.class.getName()).stream()
                        .anyMatch(MillraceTypeExcludeFilter::isStreamed);
    }

    private static boolean isStreamed(MethodMetadata bean) {
        ClassLoader loader = ClassUtils.getDefaultClassLoader();
        if (!ClassUtils.isPresent(bean.getReturnTypeName(), loader)) {
            return false;
        }
        Class<?> type = ClassUtils.resolveClassName(bean.getReturnTypeName(), loader);
        return STREAMED.stream().anyMatch(streamed -> streamed.isAssignableFrom(type));
    }
}
