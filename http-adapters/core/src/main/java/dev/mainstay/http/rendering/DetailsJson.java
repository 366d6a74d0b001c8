// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.CheckReport;
import dev.mainstay.health.HealthChange;
import dev.mainstay.internal.Text;
import dev.mainstay.shutdown.InFlight;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The JSON with everything, for operators. Loads the JSON library on its first use. */
final class DetailsJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private DetailsJson() {}

    static String of(View view) {
        List<Row> rows = view.rows();
        return written(
                64 + 256 * rows.size(),
                json -> {
                    if (view.single()) {
                        entry(json, rows.get(0));
                    } else {
                        all(json, view);
                    }
                });
    }

    /** Values as an object of strings, numbers and booleans. */
    static String object(Map<String, Object> values) {
        return written(256, json -> values(json, values));
    }

    private static String written(int size, Consumer<JsonGenerator> writer) {
        var out = new StringWriter(size);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            writer.accept(json);
        }
        return out.toString();
    }

    private static void all(JsonGenerator json, View view) {
        json.writeStartObject();
        json.writeStringProperty("status", view.status().name());
        view.report().probe().ifPresent(it -> json.writeStringProperty("probe", Text.of(it)));
        time(json, "since", view.report().since());
        InFlight inFlight = view.service().inFlight();
        if (view.whole() != null && inFlight != null) {
            json.writeNumberProperty("inFlight", inFlight.count());
            flag(json, "draining", inFlight.isDraining());
        }
        json.writeName("checks");
        json.writeStartObject();
        for (Row row : view.rows()) {
            json.writeName(row.name());
            entry(json, row);
        }
        json.writeEndObject();
        if (!view.history().isEmpty()) {
            history(json, view.history());
        }
        json.writeEndObject();
    }

    private static void history(JsonGenerator json, List<HealthChange> changes) {
        json.writeName("history");
        json.writeStartArray();
        for (HealthChange change : changes) {
            json.writeStartObject();
            json.writeStringProperty("name", change.name());
            json.writeStringProperty("from", change.from().name());
            json.writeStringProperty("to", change.to().name());
            time(json, "at", change.at());
            json.writeNumberProperty("afterSeconds", change.after().toSeconds());
            change.reason().ifPresent(it -> json.writeStringProperty("reason", it));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void entry(JsonGenerator json, Row row) {
        CheckReport report = row.report();
        json.writeStartObject();
        json.writeStringProperty("status", report.status().name());
        if (report.isGate()) {
            json.writeStringProperty("kind", "gate");
        } else {
            json.writeStringProperty("impact", Text.of(report.impact()));
        }
        flag(json, "excluded", row.excluded());
        report.mutedUntil().ifPresent(at -> time(json, "mutedUntil", at));
        time(json, "since", report.since());
        if (row.details() != null) {
            details(json, row.details());
        }
        json.writeEndObject();
    }

    private static void details(JsonGenerator json, CheckDetails check) {
        check.checkedAt().ifPresent(at -> time(json, "checkedAt", at));
        check.duration().ifPresent(it -> json.writeNumberProperty("durationMs", Times.millis(it)));
        check.message().ifPresent(it -> json.writeStringProperty("message", it));
        check.stuckFor().ifPresent(it -> json.writeNumberProperty("stuckSeconds", it.toSeconds()));
        if (check.consecutiveFailures() > 0) {
            json.writeNumberProperty("consecutiveFailures", check.consecutiveFailures());
        }
        check.availability()
                .ifPresent(it -> json.writeNumberProperty("availability", Times.share(it)));
        if (!check.details().isEmpty()) {
            json.writeName("details");
            values(json, check.details());
        }
    }

    private static void time(JsonGenerator json, String name, Instant at) {
        json.writeStringProperty(name, Times.show(at));
    }

    private static void flag(JsonGenerator json, String name, boolean set) {
        if (set) {
            json.writeBooleanProperty(name, true);
        }
    }

    private static void values(JsonGenerator json, Map<String, Object> values) {
        json.writeStartObject();
        values.forEach(
                (key, value) -> {
                    json.writeName(key);
                    value(json, value);
                });
        json.writeEndObject();
    }

    /** JSON knows no NaN and no infinity. */
    private static void value(JsonGenerator json, Object value) {
        if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number && Double.isFinite(number)) {
            json.writeNumber(number.doubleValue());
        } else if (value instanceof Float number && Float.isFinite(number)) {
            json.writeNumber(number.floatValue());
        } else if (value instanceof BigInteger number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else {
            json.writeString(value.toString());
        }
    }
}
