package io.millrace.files;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** How Jackson is set up: nothing is made to fit. */
final class Json {

    private static final Set<Class<?>> OPTIONAL =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    private Json() {}

    static JsonMapper mapper(boolean ignoresUnknown, int longest) {
        StreamReadConstraints constraints =
                StreamReadConstraints.builder().maxStringLength(longest).build();
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(constraints).build())
                .annotationIntrospector(new Columns())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID)
                .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
                .addModule(JsonStrictness.module())
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, !ignoresUnknown)
                .build();
    }

    /** Where in an object something is, such as {@code items[0].count}; nothing where it is about all of it. */
    static String pathOf(JacksonException e) {
        return e.getPath().stream()
                .map(part -> part.getPropertyName() == null ? "[" + part.getIndex() + "]" : part.getPropertyName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }

    /** Knows {@link Column}, too. */
    private static final class Columns extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1;

        /** A primitive component that is missing would be 0. */
        @Override
        public Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            if (member.getDeclaringClass().isRecord()) {
                return !OPTIONAL.contains(member.getRawType());
            }
            // Null where nothing is known.
            return super.hasRequiredMarker(config, member);
        }

        @Override
        public PropertyName findNameForSerialization(MapperConfig<?> config, Annotated annotated) {
            Column column = annotated.getAnnotation(Column.class);
            return column == null
                    ? super.findNameForSerialization(config, annotated)
                    : PropertyName.construct(column.value());
        }

        @Override
        public PropertyName findNameForDeserialization(MapperConfig<?> config, Annotated annotated) {
            Column column = annotated.getAnnotation(Column.class);
            return column == null
                    ? super.findNameForDeserialization(config, annotated)
                    : PropertyName.construct(column.value());
        }
    }
}
