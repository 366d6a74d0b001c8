// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.CheckDetails;
import dev.mainstay.health.CheckReport;
import dev.mainstay.health.HealthChange;
import dev.mainstay.shutdown.InFlight;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The JSON with everything, for operators. Loads the JSON library on its first use. */
final class DetailsJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private DetailsJson() {}

    static String all(View view, List<CheckDetails> checks, Service service) {
        var out = new StringWriter(64 + 256 * checks.size());
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("status", view.status().name());
            if (view.probe() != null) {
                json.writeStringProperty("probe", view.probe());
            }
            json.writeStringProperty("since", Times.show(view.since()));
            if (view.whole() != null && service.inFlight() != null) {
                inFlight(json, service.inFlight());
            }
            json.writeName("checks");
            json.writeStartObject();
            for (CheckDetails check : checks) {
                json.writeName(check.report().name());
                entry(json, check, view.isExcluded(check.report()));
            }
            json.writeEndObject();
            if (!view.history().isEmpty()) {
                history(json, view.history());
            }
            json.writeEndObject();
        }
        return out.toString();
    }

    static String one(CheckDetails check) {
        var out = new StringWriter(256);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            entry(json, check, false);
        }
        return out.toString();
    }

    /** Values as an object of strings, numbers and booleans. */
    static String object(Map<String, Object> values) {
        var out = new StringWriter(256);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            values(json, values);
        }
        return out.toString();
    }

    private static void inFlight(JsonGenerator json, InFlight inFlight) {
        json.writeNumberProperty("inFlight", inFlight.count());
        if (inFlight.isDraining()) {
            json.writeBooleanProperty("draining", true);
        }
    }

    private static void history(JsonGenerator json, List<HealthChange> changes) {
        json.writeName("history");
        json.writeStartArray();
        for (HealthChange change : changes) {
            json.writeStartObject();
            json.writeStringProperty("name", change.name());
            json.writeStringProperty("from", change.from().name());
            json.writeStringProperty("to", change.to().name());
            json.writeStringProperty("at", Times.show(change.at()));
            json.writeNumberProperty("afterSeconds", change.after().toSeconds());
            change.reason().ifPresent(it -> json.writeStringProperty("reason", it));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void entry(JsonGenerator json, CheckDetails check, boolean excluded) {
        CheckReport row = check.report();
        json.writeStartObject();
        json.writeStringProperty("status", row.status().name());
        if (row.isGate()) {
            json.writeStringProperty("kind", "gate");
        } else {
            json.writeStringProperty("impact", Names.of(row.impact()));
        }
        if (excluded) {
            json.writeBooleanProperty("excluded", true);
        }
        row.mutedUntil().ifPresent(at -> json.writeStringProperty("mutedUntil", Times.show(at)));
        json.writeStringProperty("since", Times.show(row.since()));
        check.checkedAt().ifPresent(at -> json.writeStringProperty("checkedAt", Times.show(at)));
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
        json.writeEndObject();
    }

    private static void values(JsonGenerator json, Map<String, Object> values) {
        json.writeStartObject();
        values.forEach((key, value) -> property(json, key, value));
        json.writeEndObject();
    }

    private static void property(JsonGenerator json, String key, Object value) {
        json.writeName(key);
        if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof Number number) {
            number(json, number);
        } else {
            json.writeString(value.toString());
        }
    }

    /** JSON knows no NaN and no infinity. */
    private static void number(JsonGenerator json, Number number) {
        if (number instanceof Integer
                || number instanceof Long
                || number instanceof Short
                || number instanceof Byte) {
            json.writeNumber(number.longValue());
        } else if (number instanceof Double value && Double.isFinite(value)) {
            json.writeNumber(value.doubleValue());
        } else if (number instanceof Float value && Float.isFinite(value)) {
            json.writeNumber(value.floatValue());
        } else if (number instanceof BigInteger value) {
            json.writeNumber(value);
        } else if (number instanceof BigDecimal value) {
            json.writeNumber(value);
        } else {
            json.writeString(number.toString());
        }
    }
}
