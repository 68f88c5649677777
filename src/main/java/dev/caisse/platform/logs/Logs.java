package dev.caisse.platform.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How logs look. Text is configured beside this class's resources; this switches to JSON, a line an event.
public final class Logs {
    private Logs() {}

    public static void writeJson() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var encoder = new JsonLines();
        encoder.setContext(context);
        encoder.start();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
    }

    /// Says only what is wrong, for a command whose output is its own.
    public static void onlyWarnings() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLoggerList().stream()
                .filter(logger -> logger.getLevel() == Level.INFO)
                .forEach(logger -> logger.setLevel(Level.WARN));
    }
}
