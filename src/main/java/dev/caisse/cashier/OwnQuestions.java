package dev.caisse.cashier;

import dev.caisse.checkout.CheckoutSession;
import dev.caisse.checkout.CustomField;
import dev.caisse.checkout.CustomField.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The merchant's own questions of a session, what a payer answered, and what is wrong with it.
final class OwnQuestions {
    private final List<CustomField> fields;

    OwnQuestions(CheckoutSession session) {
        this.fields = session.terms().asks().fields();
    }

    private static String id(int place) {
        return "custom" + place;
    }

    /// As they are when the page is opened: what was answered before, else what the merchant put there.
    List<Question> opened(Words words, Map<String, String> answers) {
        return IntStream.range(0, fields.size())
                .mapToObj(i -> question(
                        words,
                        i,
                        Optional.ofNullable(answers.get(fields.get(i).key()))
                                .or(fields.get(i)::initial)
                                .orElse(""),
                        null))
                .toList();
    }

    /// As they were sent.
    ///
    /// @param said what stands in a field of the posted form, never null
    List<Question> sent(Words words, UnaryOperator<String> said) {
        return IntStream.range(0, fields.size())
                .mapToObj(i -> question(words, i, answer(i, said), null))
                .toList();
    }

    /// The same, each with what is wrong with it.
    List<Question> judged(Words words, UnaryOperator<String> said) {
        return IntStream.range(0, fields.size())
                .mapToObj(i -> {
                    var answer = answer(i, said);
                    var error = fields.get(i).flaw(answer).map(flaw -> text(words, fields.get(i), flaw));
                    return question(words, i, answer, error.orElse(null));
                })
                .toList();
    }

    boolean areAnswered(UnaryOperator<String> said) {
        return IntStream.range(0, fields.size())
                .allMatch(i -> fields.get(i).flaw(answer(i, said)).isEmpty());
    }

    /// By the merchant's keys. Only to be asked for when all are answered.
    Map<String, String> answers(UnaryOperator<String> said) {
        var answers = new LinkedHashMap<String, String>();
        for (int i = 0; i < fields.size(); i++) {
            var answer = answer(i, said);
            if (!answer.isEmpty()) {
                answers.put(fields.get(i).key(), answer);
            }
        }
        return answers;
    }

    private String answer(int place, UnaryOperator<String> said) {
        var text = said.apply(id(place));
        return fields.get(place).kind() == Kind.NUMERIC ? SentForm.plain(text).replace(" ", "") : text;
    }

    private static Question question(Words words, int place, CustomField field, String answer, String error) {
        boolean isChoice = field.kind() == Kind.DROPDOWN;
        return new Question(
                id(place),
                field.label(),
                answer,
                error,
                field.isOptional(),
                field.kind() == Kind.NUMERIC,
                field.isOptional() ? null : text(words, field, CustomField.Flaw.EMPTY),
                field.shortest()
                        .map(_ -> text(words, field, CustomField.Flaw.TOO_SHORT))
                        .orElse(null),
                field.kind() == Kind.NUMERIC ? text(words, field, CustomField.Flaw.NO_NUMBER) : null,
                field.shortest().orElse(null),
                isChoice ? CustomField.MAX_ANSWER : field.mostCharacters(),
                field.options());
    }

    private Question question(Words words, int place, String answer, String error) {
        return question(words, place, fields.get(place), answer, error);
    }

    private static String text(Words words, CustomField field, CustomField.Flaw flaw) {
        return switch (flaw) {
            case EMPTY, NO_CHOICE ->
                words.text(field.kind() == Kind.DROPDOWN ? "error.custom.choice" : "error.custom.empty");
            case TOO_SHORT ->
                words.text("error.custom.short", words.count(field.shortest().orElse(1L)));
            case TOO_LONG -> words.text("error.custom.long", words.count(field.mostCharacters()));
            case NO_NUMBER -> words.text("error.custom.number");
        };
    }
}
