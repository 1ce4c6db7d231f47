package io.millrace.files;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Year;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.util.JsonParserDelegate;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.type.ArrayType;

/** What Jackson has no setting for: what would be made to fit is refused when it is read, and what could not be read back when it is written. */
final class JsonStrictness {

    private static final int LONGEST_NUMBER = 1_000;

    /** No number of fewer bits is as long. */
    private static final int BITS = 3_300;

    private static final Set<Class<?>> FLOATING = Set.of(double.class, Double.class, float.class, Float.class);

    private JsonStrictness() {}

    static SimpleModule module() {
        return new SimpleModule("strict").setDeserializerModifier(new Reading()).setSerializerModifier(new Writing());
    }

    private static final class Reading extends ValueDeserializerModifier {

        private static final long serialVersionUID = 1;

        @Override
        public ValueDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
            Class<?> type = bean.getBeanClass();
            if (type.getPackageName().equals("java.time") && type != Year.class && !type.isPrimitive()) {
                return new TextAlone(deserializer);
            }
            return FLOATING.contains(type) ? new Finite(deserializer) : deserializer;
        }

        @Override
        public ValueDeserializer<?> modifyArrayDeserializer(
                DeserializationConfig config,
                ArrayType type,
                BeanDescription.Supplier bean,
                ValueDeserializer<?> deserializer) {
            Class<?> element = type.getContentType().getRawClass();
            return element == double.class || element == float.class ? new AllFinite(deserializer) : deserializer;
        }
    }

    /** A number would be taken for seconds or days, and a list for parts of a time. */
    private static final class TextAlone extends DelegatingDeserializer {

        private TextAlone(ValueDeserializer<?> of) {
            super(of);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> of) {
            return new TextAlone(of);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) {
            return parser.hasToken(JsonToken.VALUE_STRING)
                    ? super.deserialize(parser, context)
                    : context.handleUnexpectedToken(handledType(), parser);
        }
    }

    /** A number that is too large would be infinite. */
    private static final class Finite extends DelegatingDeserializer {

        private Finite(ValueDeserializer<?> of) {
            super(of);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> of) {
            return new Finite(of);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) {
            boolean isNumber = parser.currentToken().isNumeric();
            Object value = super.deserialize(parser, context);
            return isNumber && value instanceof Number number && Double.isInfinite(number.doubleValue())
                    ? context.handleWeirdStringValue(handledType(), parser.getString(), "it is too large")
                    : value;
        }
    }

    private static final class AllFinite extends DelegatingDeserializer {

        private AllFinite(ValueDeserializer<?> of) {
            super(of);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> of) {
            return new AllFinite(of);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) {
            return super.deserialize(new FiniteNumbers(parser), context);
        }
    }

    private static final class FiniteNumbers extends JsonParserDelegate {

        private FiniteNumbers(JsonParser parser) {
            super(parser);
        }

        @Override
        public double getDoubleValue() {
            double value = super.getDoubleValue();
            if (Double.isInfinite(value)) {
                throw tooLarge(double.class);
            }
            return value;
        }

        @Override
        public float getFloatValue() {
            float value = super.getFloatValue();
            if (Float.isInfinite(value)) {
                throw tooLarge(float.class);
            }
            return value;
        }

        private InvalidFormatException tooLarge(Class<?> type) {
            return InvalidFormatException.from(this, "it is too large", getString(), type);
        }
    }

    private static final class Writing extends ValueSerializerModifier {

        private static final long serialVersionUID = 1;

        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription.Supplier bean, List<BeanPropertyWriter> properties) {
            if (bean.getBeanClass().isRecord()) {
                properties.stream()
                        .filter(property -> !property.hasNullSerializer())
                        .forEach(property -> property.assignNullSerializer(new NoNull()));
            }
            return properties;
        }

        @Override
        public ValueSerializer<?> modifySerializer(
                SerializationConfig config, BeanDescription.Supplier bean, ValueSerializer<?> serializer) {
            Class<?> type = bean.getBeanClass();
            return type == BigDecimal.class || type == BigInteger.class ? new ShortNumber(serializer) : serializer;
        }
    }

    private static final class NoNull extends ValueSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator out, SerializationContext context) {
            throw DatabindException.from(
                    out, "it is null; where there may be none, make the component an Optional that is empty");
        }
    }

    /** Readers take no longer ones, since that costs more and more. */
    private static final class ShortNumber extends ValueSerializer<Object> {

        private final ValueSerializer<Object> of;

        @SuppressWarnings("unchecked") // it was found for the class
        private ShortNumber(ValueSerializer<?> of) {
            this.of = (ValueSerializer<Object>) of;
        }

        @Override
        public ValueSerializer<?> createContextual(SerializationContext context, BeanProperty property) {
            return new ShortNumber(context.handleSecondaryContextualization(of, property));
        }

        @Override
        public void serialize(Object value, JsonGenerator out, SerializationContext context) {
            BigInteger digits = value instanceof BigDecimal decimal ? decimal.unscaledValue() : (BigInteger) value;
            if (digits.bitLength() > BITS && digits.toString().length() >= LONGEST_NUMBER) {
                throw DatabindException.from(out, "it has more than " + LONGEST_NUMBER + " digits");
            }
            of.serialize(value, out, context);
        }
    }
}
