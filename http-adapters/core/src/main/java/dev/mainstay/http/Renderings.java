// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.health.HealthDetails;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.HealthReport;
import dev.mainstay.health.Probe;

/** The last rendering of each scope, form and sight; good for as long as its source is. */
final class Renderings {
    private static final int FORMS = Form.values().length;
    private static final int SIGHTS = Details.values().length;

    private record Rendering(Object source, HealthResponse response) {}

    private final HealthMonitor monitor;
    private final Service service;
    private final Slot[] slots = new Slot[Scope.values().length * FORMS * SIGHTS];

    Renderings(HealthMonitor monitor, Service service) {
        this.monitor = monitor;
        this.service = service;
        for (Scope scope : Scope.values()) {
            for (Form form : Form.values()) {
                for (Details sight : Details.values()) {
                    slots[index(scope.ordinal(), form, sight)] = new Slot(scope, form, sight);
                }
            }
        }
    }

    /** The hot path: the scopes begin with the probes, in their order. */
    HealthResponse anonymous(Probe probe, Form form, Details sight) {
        Slot slot = slots[index(probe.ordinal(), form, sight)];
        return sight == Details.ALWAYS ? slot.answer() : slot.of(monitor.report(probe));
    }

    HealthResponse get(Scope scope, Form form, Details sight) {
        return slots[index(scope.ordinal(), form, sight)].answer();
    }

    private static int index(int scope, Form form, Details sight) {
        return (scope * FORMS + form.ordinal()) * SIGHTS + sight.ordinal();
    }

    /** One place in the cache. Two threads may render the same at once; either result will do. */
    private final class Slot {
        private final Scope scope;
        private final Form form;
        private final Details sight;
        private volatile Rendering rendering = new Rendering(this, Problems.unavailable());

        Slot(Scope scope, Form form, Details sight) {
            this.scope = scope;
            this.form = form;
            this.sight = sight;
        }

        HealthResponse answer() {
            return sight == Details.ALWAYS ? of(scope.details(monitor)) : of(scope.report(monitor));
        }

        private HealthResponse of(HealthReport report) {
            Rendering last = rendering;
            return last.source == report ? last.response : render(report, View.of(scope, report));
        }

        private HealthResponse of(HealthDetails details) {
            Rendering last = rendering;
            return last.source == details
                    ? last.response
                    : render(details, View.of(scope, details));
        }

        private HealthResponse render(Object source, View view) {
            HealthResponse response = Renderer.probe(view, form, sight, service);
            rendering = new Rendering(source, response);
            return response;
        }
    }
}
